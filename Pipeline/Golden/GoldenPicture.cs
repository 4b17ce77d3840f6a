using System.Security.Cryptography;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Golden;

/// <summary>A picture to try a model with, and where they are known its masks.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Frame">Of a pool of its own.</param>
/// <param name="Masks">Per head, class index per pixel; null where nobody has made them.</param>
internal sealed record GoldenPicture(string Name, Frame Frame, IReadOnlyList<byte[]>? Masks)
{
    private const int MadeWidth = 320, MadeHeight = 192, MadeFrames = 3, CoarseWidth = 10, CoarseHeight = 6;

    /// <summary>The manifest's golden frames; without any, pictures that are made here, without masks.</summary>
    /// <exception cref="ModelException">A file is missing, another one than the manifest speaks of, or no picture.</exception>
    public static IReadOnlyList<GoldenPicture> Of(ModelPackage package) => package.Manifest.Golden is { } golden
        ? [.. golden.Frames.Select(frame => Read(package, frame))]
        : [.. Enumerable.Range(0, MadeFrames).Select(Make)];

    /// <summary>A frame of a pool of one: it is never returned, and goes with its last user.</summary>
    public static Frame FrameOf(Mat picture)
    {
        if (!new FramePool(1, new PictureSize(picture.Width, picture.Height)).TryRent(out var frame)) throw new InvalidOperationException("an empty pool");
        picture.CopyTo(frame.Picture);
        return frame;
    }

    private static GoldenPicture Read(ModelPackage package, GoldenFrame golden)
    {
        using var picture = Decode(package, golden.File, golden.Sha256, ImreadModes.Color);
        return new GoldenPicture(golden.File, FrameOf(picture), [.. golden.Masks.Select(m => MaskOf(package, m))]);
    }

    private static byte[] MaskOf(ModelPackage package, GoldenMask mask)
    {
        using var decoded = Decode(package, mask.File, mask.Sha256, ImreadModes.Unchanged);
        return decoded.Type() == MatType.CV_8UC1 && decoded.GetArray(out byte[] classes)
            ? classes
            : throw new ModelException($"{mask.File}: {decoded.Type()}, expected a grey PNG of 8 bits. Make it with 'segedge models golden'.");
    }

    // What is decoded is what was hashed: the file is read once.
    private static Mat Decode(ModelPackage package, string file, string sha256, ImreadModes mode)
    {
        var path = Path.Combine(Path.GetDirectoryName(package.ModelPath)!, file);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path}: the manifest's golden frames name it, but: {e.Message} Copy the model again.", e);
        }
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) is var found && found != sha256)
            throw new ModelException($"{path}: sha256 is {found}, the manifest's golden frames expect {sha256}. Copy the model again, or make new ones with 'segedge models golden'.");
        var picture = Cv2.ImDecode(bytes, mode);
        if (!picture.Empty()) return picture;
        picture.Dispose();
        throw new ModelException($"{path}: no picture that can be decoded. Make new golden frames with 'segedge models golden'.");
    }

    // Smooth colours with blocks on them: every head of the house's models answers with more than one class somewhere.
    private static GoldenPicture Make(int index)
    {
        using var picture = new Mat(MadeHeight, MadeWidth, MatType.CV_8UC3);
        var random = new Random(index);
        using var coarse = new Mat(CoarseHeight, CoarseWidth, MatType.CV_8UC3);
        for (var y = 0; y < CoarseHeight; y++)
            for (var x = 0; x < CoarseWidth; x++) coarse.Set(y, x, new Vec3b(Grey(), Grey(), Grey()));
        Cv2.Resize(coarse, picture, picture.Size(), interpolation: InterpolationFlags.Cubic);
        for (var i = 0; i < 12; i++)
            Cv2.Rectangle(picture, new Rect(random.Next(MadeWidth - 40), random.Next(MadeHeight - 30), 8 + random.Next(32), 8 + random.Next(22)), new Scalar(Grey(), Grey(), Grey()), -1);
        return new GoldenPicture($"made picture {index}", FrameOf(picture), null);

        byte Grey() => (byte)random.Next(256);
    }
}
