using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>How far the map can move when the picture hardly does: the largest |phi(y) - phi(x)| / |phi(x)| over pictures y within
/// <paramref name="radius"/> of x in every value. 0: not at all. Lower is better, but a map that ignores the picture has 0.</summary>
/// <remarks>Yeh et al., On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019, arXiv:1901.09392, definition 3.1: by
/// sampling, as there, so a lower bound; divided by the norm of the map, as in Captum. No <see cref="IMetric"/>: it needs the way to the
/// map, not only the map. Cost: <paramref name="draws"/> maps.</remarks>
/// <param name="radius">In the units of the normalised picture; 0.02 is Captum's.</param>
public sealed class MaxSensitivity(double radius = 0.02, int draws = 10, long seed = 0)
{
    private const string Name = "max-sensitivity";

    /// <summary>Makes the map of a picture with the method, target, reference and seed of the one under test: else it is their
    /// change that is measured.</summary>
    /// <returns>[Rows, Columns]; null when the budget ended.</returns>
    public delegate ReadOnlyMemory<float>? MapMaker(ReadOnlySpan<float> picture);

    /// <param name="picture">x, in the layout of <paramref name="shape"/>.</param>
    /// <param name="content">Where the frame is; letterbox padding is never changed.</param>
    /// <param name="cells">The map of x.</param>
    /// <returns>Null when the maker gave up.</returns>
    public MetricReading? Measure(
        ReadOnlySpan<float> picture, PictureTensor shape, PixelRect content, ReadOnlySpan<float> cells, MapMaker mapOf)
    {
        var size = Norm(cells, default);
        if (size == 0) return new MetricReading(Name, null, false, [], "every cell is 0");
        var (random, nearby, plane) = (new SeededRandom(seed), new float[picture.Length], new float[content.Area]);
        double most = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            picture.CopyTo(nearby);
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                ContentPlane.Read(picture, shape, content, channel, plane);
                foreach (ref var value in plane.AsSpan()) value += (float)(radius * ((2 * random.NextUnit()) - 1));
                ContentPlane.Write(plane, shape, content, channel, nearby);
            }
            if (mapOf(nearby) is not { } map) return null;
            if (map.Length != cells.Length)
                throw new ExplainException(Invariant($"Max-sensitivity: a map of {map.Length} cells for one of {cells.Length}; ")
                    + "make every map on the same grid.");
            most = Math.Max(most, Norm(cells, map.Span) / size);
        }
        return new MetricReading(Name, most, false, []);
    }

    /// <summary>Euclidean length of a - b; of a alone when b is empty.</summary>
    private static double Norm(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double square = 0;
        for (var i = 0; i < a.Length; i++)
        {
            double difference = a[i] - (b.IsEmpty ? 0 : b[i]);
            square += difference * difference;
        }
        return Math.Sqrt(square);
    }
}
