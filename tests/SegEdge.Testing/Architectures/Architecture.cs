using SegEdge.Onnx;

namespace SegEdge.Testing.Architectures;

/// <summary>Small networks with random weights that stand for the field: whoever brings a model of today brings one built of these parts.
/// Each has the input <see cref="InputName"/>, [batch, 3, <see cref="Height"/>, <see cref="Width"/>].</summary>
public static class Architecture
{
    public const string InputName = "image";

    public const int Height = 48;

    public const int Width = 64;

    /// <summary>Of the open batch.</summary>
    public const string BatchName = "batch";

    private static readonly Dictionary<string, Func<Dim, Model>> Builders = new()
    {
        ["unet"] = UNet.Build,
        ["deeplab"] = DeepLab.Build,
        ["bisenet"] = BiSeNet.Build,
        ["segformer"] = SegFormer.Build,
        ["mobilenet"] = MobileNet.Build,
        ["yolo"] = Yolo.Build,
    };

    public static IReadOnlyCollection<string> Names => Builders.Keys;

    /// <param name="openBatch">Whether the batch is a name and not 1.</param>
    public static Model Build(string name, bool openBatch = false) => Builders[name](openBatch ? Dim.Named(BatchName) : 1);

    /// <summary>Something like a photograph, normalised: coloured light and shade of several sizes, and grain.</summary>
    /// <returns>[count, 3, H, W], about unit variance.</returns>
    public static Tensor Picture(int seed, int count = 1)
    {
        var random = new Random(seed);
        var values = new float[count * 3 * Height * Width];
        for (var plane = 0; plane < count * 3; plane++)
        {
            // Amplitude falls with frequency, as it does in photographs (Field, JOSA A 4, 1987).
            var waves = Enumerable.Range(1, 6)
                .Select(f => (Size: 0.9 / f, U: f * Gaussian.Next(random), V: f * Gaussian.Next(random), Phase: 6.3 * random.NextDouble()))
                .ToArray();
            for (var y = 0; y < Height; y++)
                for (var x = 0; x < Width; x++)
                    values[(((plane * Height) + y) * Width) + x] = (float)((0.1 * Gaussian.Next(random)) +
                        waves.Sum(w => w.Size * Math.Sin((6.3 * ((w.U * x) + (w.V * y)) / Width) + w.Phase)));
        }
        return Tensor.Of<float>(values, count, 3, Height, Width);
    }
}
