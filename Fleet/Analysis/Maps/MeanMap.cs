using System.Numerics.Tensors;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Analysis;

/// <summary>Where a model looks on average.</summary>
/// <param name="Cells">On a <see cref="FrameGrid"/>, sum 1; zeros where <paramref name="Count"/> is 0.</param>
/// <param name="Count">Maps in it; those that cannot be read, and those in which nothing speaks for the class, are not.</param>
public sealed record MeanMap(IReadOnlyList<double> Cells, int Count)
{
    /// <summary>Of groups whose maps lie on one camera's frame, so that they can be compared.</summary>
    /// <returns>One of each group, in their order, and the frame's width to its height.</returns>
    public static (IReadOnlyList<MeanMap> Maps, double Aspect) Of(IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> groups)
    {
        HeatMap[][] read = [.. groups.Select(group => group.Select(Read).OfType<HeatMap>().ToArray())];
        HeatMap[] all = [.. read.SelectMany(group => group)];
        if (all.Length == 0) return ([.. read.Select(_ => Mean([]))], (double)FrameGrid.Columns / FrameGrid.Rows);
        // What no map reaches is not known of the frame, and nothing is lost without it.
        var (width, height) = (all.Max(map => map.Rect.X + map.Rect.W), all.Max(map => map.Rect.Y + map.Rect.H));
        var grid = new FrameGrid(width, height);
        return ([.. read.Select(group => Mean([.. group.Select(grid.Lay).OfType<double[]>()]))], (double)width / height);
    }

    private static MeanMap Mean(double[][] maps)
    {
        var mean = new double[FrameGrid.Cells];
        foreach (var map in maps) TensorPrimitives.Add<double>(mean, map, mean);
        if (maps.Length > 0) TensorPrimitives.Divide(mean, maps.Length, mean);
        return new(mean, maps.Length);
    }

    private static HeatMap? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return HeatCodec.Decode(body.Span);
        }
        catch (TelemetryFormatException)
        {
            return null; // expected: a sender may be broken
        }
    }
}
