using SegEdge.Explain;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Compiling;

/// <summary>Pictures and questions without a meaning: random, the same for the same seed.</summary>
internal static class Questions
{
    public static RuntimeOptions Options(TemporaryFolder folder) => new() { Threads = 1, CompiledFolder = folder.File("compiled") };

    /// <summary>Normalised, in the manifest's layout.</summary>
    public static float[] Picture(ModelInput input, int seed)
    {
        using var preparation = new PicturePreparation(input);
        using var frame = TestFrame.Noise(input.Width, input.Height, seed);
        var picture = new float[3 * input.Width * input.Height];
        preparation.Prepare(frame, picture);
        return picture;
    }

    /// <summary>A quarter of the head's pixels, about one of its classes.</summary>
    public static Target About(ModelPackage package, IGraphRunner runner, int head, int seed)
    {
        var (output, random) = (runner.Outputs[head], new Random(seed));
        var pixels = new byte[output.Height * output.Width];
        foreach (ref var pixel in pixels.AsSpan()) pixel = random.Next(4) == 0 ? (byte)1 : (byte)0;
        string[] classes = [.. package.Manifest.Heads[head].Classes.Select(c => c.Name)];
        return new Target(head, output, classes, seed % classes.Length, null, new RegionMask(pixels, output.Width, output.Height));
    }

    /// <summary>Uniform in -1..1.</summary>
    public static float[] Direction(int length, int seed)
    {
        var random = new Random(seed);
        var direction = new float[length];
        foreach (ref var value in direction.AsSpan()) value = (2 * random.NextSingle()) - 1;
        return direction;
    }

    public static float[] Moved(float[] from, float[] direction, double step) => [.. from.Zip(direction, (x, d) => (float)(x + (step * d)))];
}
