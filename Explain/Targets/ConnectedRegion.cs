using System.Buffers;
using System.Numerics.Tensors;
using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>Picks a region of one class from a class map; pixels that touch at a corner belong together (8-connected), and where the model tells objects apart those of one
/// object.</summary>
public static class ConnectedRegion
{
    /// <param name="classMap">[height, width] winning class per pixel of the unperturbed picture.</param>
    /// <param name="classes">The head's class names, for the messages.</param>
    /// <param name="head">The head's name, for the messages.</param>
    /// <param name="margins">[height, width] in nats; asked for by <see cref="RegionKind.Uncertain"/> only.</param>
    /// <param name="instances">[height, width], 0 where there is no object; empty for a model that does not tell them apart.</param>
    /// <exception cref="ExplainException">The class is absent, or the point lies outside the map or on another class.</exception>
    public static RegionMask Select(
        ReadOnlySpan<byte> classMap, int width, int height, int classIndex, RegionSelection selection,
        IReadOnlyList<string> classes, string head, ReadOnlySpan<float> margins = default, ReadOnlySpan<byte> instances = default)
    {
        if (classMap.Length != width * height)
            throw new ExplainException($"Class map of head '{head}': {classMap.Length} bytes for {width}x{height} pixels.");
        if (selection.Kind == RegionKind.AtPoint) RequireClassAt(classMap, width, height, classIndex, selection, classes, head);
        // Asked for with every lesson of the streaming lane: a picture's worth of garbage each would pile up on the large object heap.
        var rented = ArrayPool<byte>.Shared.Rent(classMap.Length);
        try
        {
            var ofClass = rented.AsSpan(0, classMap.Length);
            for (var i = 0; i < classMap.Length; i++) ofClass[i] = classMap[i] == classIndex ? (byte)1 : (byte)0;
            if (!ofClass.Contains((byte)1))
                throw new ExplainException($"Target: class '{ClassNames.Of(classes, classIndex)}' is nowhere in the class map of head '{head}' "
                    + $"({width}x{height}). Present are {ClassShares.Describe(classMap, classes)}. "
                    + "Ask about one of these, or give a picture that shows the class.");
            if (selection.Kind == RegionKind.Box) KeepBox(ofClass, width, selection, classes, classIndex, head);
            else if (selection.Kind == RegionKind.Uncertain) KeepUncertain(ofClass, margins, head);
            else if (selection.Kind == RegionKind.All) return new RegionMask(ofClass, width, height);
            // The background is no object, and is picked as ever.
            else if (!instances.IsEmpty && classIndex > 0) KeepInstance(ofClass, instances, selection.Kind == RegionKind.AtPoint ? (selection.Y * width) + selection.X : null);
            else KeepOne(rented, width, height, selection);
            return new RegionMask(ofClass, width, height);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static unsafe void KeepOne(byte[] ofClass, int width, int height, RegionSelection selection)
    {
        using var mask = Mat.FromPixelData(height, width, MatType.CV_8UC1, ofClass);
        using var labels = new Mat();
        using var stats = new Mat();
        using var centroids = new Mat();
        var count = Cv2.ConnectedComponentsWithStats(mask, labels, stats, centroids, PixelConnectivity.Connectivity8, MatType.CV_32S);
        var kept = selection.Kind == RegionKind.AtPoint ? labels.At<int>(selection.Y, selection.X) : Largest(stats, count);
        for (var y = 0; y < height; y++)
        {
            var label = new ReadOnlySpan<int>((void*)labels.Ptr(y), width);
            var row = ofClass.AsSpan(y * width, width);
            for (var x = 0; x < width; x++) row[x] = label[x] == kept ? (byte)1 : (byte)0;
        }
    }

    private static void KeepInstance(Span<byte> ofClass, ReadOnlySpan<byte> instances, int? pixel)
    {
        Span<int> areas = stackalloc int[byte.MaxValue + 1];
        areas.Clear();
        for (var i = 0; i < ofClass.Length; i++) areas[instances[i]] += ofClass[i];
        var kept = pixel is { } asked ? instances[asked] : areas.IndexOf(TensorPrimitives.Max<int>(areas));
        for (var i = 0; i < ofClass.Length; i++)
            if (instances[i] != kept) ofClass[i] = 0;
    }

    private static void KeepBox(Span<byte> ofClass, int width, RegionSelection box, IReadOnlyList<string> classes, int classIndex, string head)
    {
        var left = false;
        for (var i = 0; i < ofClass.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            if (x < box.X || y < box.Y || x >= box.X + box.Width || y >= box.Y + box.Height) ofClass[i] = 0;
            left |= ofClass[i] != 0;
        }
        if (!left)
            throw new ExplainException($"Target: no pixel of class '{ClassNames.Of(classes, classIndex)}' of head '{head}' lies within region={box}; "
                + "expected a box that holds some. Ask with region=largest to see where the class is.");
    }

    // A tie at the limit is taken as a whole, so the band may be a little more than a quarter.
    private static void KeepUncertain(Span<byte> ofClass, ReadOnlySpan<float> margins, string head)
    {
        if (margins.Length != ofClass.Length)
            throw new ExplainException($"Target: region=uncertain needs margins, which head '{head}' does not have (it gives class indices only). Use another region.");
        var own = new List<float>();
        for (var i = 0; i < ofClass.Length; i++)
            if (ofClass[i] != 0) own.Add(margins[i]);
        own.Sort();
        var limit = own[own.Count / 4];
        for (var i = 0; i < ofClass.Length; i++)
            if (ofClass[i] != 0 && margins[i] > limit) ofClass[i] = 0;
    }

    private static int Largest(Mat stats, int count)
    {
        var best = 1; // label 0 is everything that is not the class
        for (var label = 2; label < count; label++)
            if (AreaOf(stats, label) > AreaOf(stats, best)) best = label;
        return best;
    }

    private static int AreaOf(Mat stats, int label) => stats.At<int>(label, (int)ConnectedComponentsTypes.Area);

    private static void RequireClassAt(
        ReadOnlySpan<byte> classMap, int width, int height, int classIndex, RegionSelection at,
        IReadOnlyList<string> classes, string head)
    {
        if (at.X < 0 || at.Y < 0 || at.X >= width || at.Y >= height)
            throw new ExplainException($"Target: region={at} lies outside head '{head}'; expected x in 0..{width - 1} and "
                + $"y in 0..{height - 1} (pixels of the model's output, not of the camera).");
        var found = ClassNames.Of(classes, classMap[(at.Y * width) + at.X]);
        var asked = ClassNames.Of(classes, classIndex);
        if (classMap[(at.Y * width) + at.X] != classIndex)
            throw new ExplainException($"Target: at region={at} head '{head}' says '{found}', not '{asked}'. "
                + $"Point at another pixel, ask with class={found}, or use region=largest. "
                + $"Present are {ClassShares.Describe(classMap, classes)}.");
    }
}
