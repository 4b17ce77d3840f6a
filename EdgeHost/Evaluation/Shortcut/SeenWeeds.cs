using OpenCvSharp;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>The weeds of one frame as a model sees them: connected regions (8-connected) of its class map.</summary>
internal sealed class SeenWeeds
{
    private readonly int[] _labels;
    private readonly int _width, _height;

    /// <param name="classMap">[height, width], winning class of each pixel.</param>
    public SeenWeeds(ReadOnlySpan<byte> classMap, int width, int height, int weed)
    {
        (_width, _height) = (width, height);
        var pixels = new byte[classMap.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = classMap[i] == weed ? (byte)1 : (byte)0;
        using var mask = Mat.FromPixelData(height, width, MatType.CV_8UC1, pixels);
        using var labels = new Mat();
        Count = Cv2.ConnectedComponents(mask, labels, PixelConnectivity.Connectivity8, MatType.CV_32S) - 1;
        labels.GetArray(out _labels);
    }

    public int Count { get; }

    /// <param name="number">1..<see cref="Count"/>.</param>
    public RegionMask Region(int number)
    {
        var pixels = new byte[_labels.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = _labels[i] == number ? (byte)1 : (byte)0;
        return new RegionMask(pixels, _width, _height);
    }

    /// <summary>The region that shares most pixels with another frame's; null where none does. At camera rate a region overlaps itself.</summary>
    public RegionMask? Under(RegionMask other)
    {
        var shared = new int[Count + 1];
        foreach (var run in other.Runs)
            for (var i = run.Start; i < run.Start + run.Length; i++) shared[_labels[i]]++;
        shared[0] = 0;
        var best = Array.IndexOf(shared, shared.Max());
        return best == 0 ? null : Region(best);
    }
}
