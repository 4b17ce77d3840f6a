using System.Globalization;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Golden;

/// <summary>Makes golden frames: pictures and the masks that a model gives them on the CPU.</summary>
public static class GoldenFrames
{
    /// <summary>Within the model's folder.</summary>
    public const string FolderName = "golden";

    /// <summary>Writes pictures and masks beside the model, then the manifest that names them: whoever reads it in between still has the old ones' hashes, and
    /// refuses.</summary>
    /// <param name="every">Of the source's pictures one in so many.</param>
    /// <returns>The new manifest.</returns>
    /// <exception cref="CameraException">The source cannot be read.</exception>
    /// <exception cref="ModelException">The model cannot be used, or gives no finite scores.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ModelManifest Make(ModelPackage package, IFrameSource source, int count, int every, double agreement, CancellationToken stopping)
    {
        // Masks have one size, which the manifest then says: no other camera makes it another.
        package = package.FittedTo(source.Size);
        var folder = Path.GetDirectoryName(package.ModelPath)!;
        Directory.CreateDirectory(Path.Combine(folder, FolderName));
        using var model = new SegmentationModel(package, new RuntimeOptions());
        var frames = new List<GoldenFrame>();
        using var frame = new FramePool(1, source.Size).TryRent(out var rented) ? rented : throw new InvalidOperationException("an empty pool");
        for (var i = 0L; frames.Count < count && source.Read(frame, stopping) is var outcome && outcome != ReadOutcome.End; i++)
            if (outcome == ReadOutcome.Picture && i % every == 0) frames.Add(Write(model, frame, folder, frames.Count));
        if (frames.Count == 0) throw new ModelException($"{source.Name}: no picture could be read, so there are no golden frames.");
        var manifest = package.Manifest with { Golden = new ModelGolden { Agreement = agreement, Frames = frames } };
        DurableFiles.Replace(Path.Combine(folder, ModelPackage.ManifestName), System.Text.Encoding.UTF8.GetBytes(ManifestReader.Write(manifest) + "\n"));
        return manifest;
    }

    private static GoldenFrame Write(SegmentationModel model, Frame frame, string folder, int index)
    {
        using var segmentation = model.Maps.Rent();
        if (model.Segment(frame, segmentation, out _) is null)
            throw new ModelException($"{model.Package.ModelPath}: the scores hold NaN or infinity; check the manifest's mean, std and scale.");
        var name = string.Create(CultureInfo.InvariantCulture, $"{FolderName}/{index:00}");
        var picture = Write(folder, $"{name}.png", frame.Picture);
        return new GoldenFrame($"{name}.png", picture, [.. segmentation.Heads.Select(map =>
        {
            using var classes = map.AsMat();
            return new GoldenMask($"{name}.{map.Head}.png", Write(folder, $"{name}.{map.Head}.png", classes));
        })]);
    }

    private static string Write(string folder, string name, Mat picture)
    {
        var path = Path.Combine(folder, name);
        if (!Cv2.ImWrite(path, picture)) throw new IOException($"{path}: cannot be written");
        return ModelPackage.HashOf(path);
    }
}
