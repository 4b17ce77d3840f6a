using System.Security.Cryptography;
using SegEdge.Camera;
using SegEdge.Pipeline.Models.Signing;

namespace SegEdge.Pipeline.Models;

/// <summary>A manifest and the model file it speaks of, both read and the file's hash verified.</summary>
public sealed record ModelPackage(ModelManifest Manifest, string ModelPath, string Sha256)
{
    public const string ManifestName = "model.json";

    /// <summary>The signature that was verified before anything else was read; null where none was.</summary>
    public ModelSeal? Seal { get; init; }

    /// <summary>Whether the camera decides the input's size, within the manifest's <see cref="ModelManifest.Shapes"/>.</summary>
    public bool SizeIsOpen { get; private init; }

    /// <summary>For a camera's pictures: where the manifest leaves the input's size open, the one nearest to theirs, for as long as the model is loaded. TensorRT engines of
    /// many shapes cost seconds even out of the cache, and masks would differ from frame to frame by more than the scene.</summary>
    public ModelPackage FittedTo(PictureSize camera)
    {
        if (!SizeIsOpen) return this;
        var size = Manifest.Shapes!.For(camera);
        return this with { Manifest = Manifest with { Input = Manifest.Input with { Width = size.Width, Height = size.Height } } };
    }

    /// <param name="path">A folder with <c>model.json</c>, that file itself, or the <c>.onnx</c> beside it.</param>
    /// <param name="trust">Whose signature is needed; null takes any model.</param>
    /// <returns>With the size where no camera is known, if its size is open.</returns>
    /// <exception cref="ModelException">Missing, unreadable, another file than the manifest speaks of, or not signed as it must be.</exception>
    public static ModelPackage Load(string path, ModelTrust? trust = null)
    {
        var manifestPath = ManifestOf(path);
        var seal = trust?.Check(Path.GetDirectoryName(Path.GetFullPath(manifestPath))!);
        var manifest = ManifestReader.Read(manifestPath);
        var modelPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(manifestPath))!, manifest.File);
        if (!File.Exists(modelPath))
            throw new ModelException($"{modelPath}: no such file, but {manifestPath} names it in 'file'. " +
                $"Install it with 'segedge models pull {manifest.Name} --from FILE'.");

        var hash = HashOf(modelPath);
        return manifest.Sha256 is null || manifest.Sha256 == hash
            ? new ModelPackage(manifest, modelPath, hash) { Seal = seal, SizeIsOpen = manifest.Input.Width == 0 }.FittedTo(manifest.Shapes?.Best ?? default)
            : throw new ModelException($"{modelPath}: sha256 is {hash}, {manifestPath} expects {manifest.Sha256}. " +
                "The file is damaged or another version; copy it again or correct 'sha256'.");
    }

    /// <summary>sha256 of a file, lower-case hexadecimal.</summary>
    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string ManifestOf(string path)
    {
        if (Directory.Exists(path)) path = Path.Combine(path, ManifestName);
        else if (!File.Exists(path))
            throw new ModelException($"{path}: no such model. Give a folder with {ManifestName}, an .onnx file beside one, " +
                "or a name of 'segedge models list'.");
        else if (Path.GetFileName(path) != ManifestName) path = Path.Combine(Path.GetDirectoryName(path) ?? "", ManifestName);

        return File.Exists(path)
            ? path
            : throw new ModelException($"{path}: no manifest. 'segedge probe --model FILE' proposes one.");
    }
}
