using System.Security.Cryptography;
using System.Text;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>Graphs made before, on disk, found by what they were made of. A file is used only if its hash is the one that was written down
/// beside it; a damaged one is made again.</summary>
/// <param name="folder">Made when first needed.</param>
public sealed class CompiledModels(string folder)
{
    /// <summary>Of what a compiler of this version makes: raised with every change to a transform, so that no old graph outlives it.</summary>
    public const int CompilerVersion = 3;

    public string Folder => folder;

    /// <summary>In <see cref="UserData"/>.</summary>
    public static CompiledModels Standard { get; } = new(Path.Combine(UserData.Folder, "compiled"));

    /// <param name="what">Everything but model and manifest that decides what comes out.</param>
    /// <exception cref="ModelException">It is not in the cache and cannot be made, or cannot be written.</exception>
    public CompiledModel Get(ModelPackage package, string what, Func<Onnx.Model> make)
    {
        var path = Path.Combine(folder, $"{package.Manifest.Name}-{Key(package, what)}.onnx");
        if (IsIntact(path)) return new CompiledModel(path, FromCache: true);
        try
        {
            Directory.CreateDirectory(folder);
            // Two processes may make it at once: each writes a file of its own, and the last whole one stays.
            var arriving = $"{path}.{Environment.ProcessId}.part";
            OnnxWriter.Write(make(), arriving);
            File.WriteAllText(HashPath(path), ModelPackage.HashOf(arriving));
            File.Move(arriving, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{folder}: compiled models cannot be written: {e.Message} Set SEGEDGE_HOME to a folder that can.", e);
        }
        return new CompiledModel(path, FromCache: false);
    }

    private static string Key(ModelPackage package, string what)
    {
        var of = $"{CompilerVersion}\n{package.Sha256}\n{ManifestReader.Write(package.Manifest)}\n{what}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..16];
    }

    private static bool IsIntact(string path)
    {
        try
        {
            return File.Exists(path) && File.Exists(HashPath(path)) && File.ReadAllText(HashPath(path)) == ModelPackage.HashOf(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // expected: another process replaces it just now
        {
            return false;
        }
    }

    private static string HashPath(string path) => path + ".sha256";
}
