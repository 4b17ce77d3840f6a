using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A question about one region through a film: the largest of the first frame stays the one that is asked about, whatever grows larger beside it. Any other selection
/// is asked anew in every frame.</summary>
internal sealed class FollowedRegion(TargetRequest request)
{
    // As the device's tracker has it by default, there of boxes.
    private const double SameFromIou = 0.2;

    private RegionMask? _last;

    /// <summary>How many regions were followed so far; grows when one is lost and the largest is taken anew.</summary>
    public int Track { get; private set; }

    /// <exception cref="ExplainException">As for <see cref="TargetRequest.Resolve"/>.</exception>
    public Target Resolve(IReadOnlyList<HeadReading> heads)
    {
        var target = request.Region.Kind == RegionKind.Largest && _last is { } last ? Same(last, heads) : null;
        if (target is null)
        {
            target = request.Resolve(heads);
            if (_last is null || request.Region.Kind == RegionKind.Largest) Track++;
        }
        _last = target.Region;
        return target;
    }

    // At pixels from the middle of the region outwards.
    private Target? Same(RegionMask last, IReadOnlyList<HeadReading> heads)
    {
        foreach (var share in new[] { 0.5, 0.4, 0.6, 0.25, 0.75, 0.1, 0.9 })
        {
            var pixel = PixelAt(last, (int)(share * last.Area));
            try
            {
                var target = (request with { Region = RegionSelection.At(pixel % last.Width, pixel / last.Width) }).Resolve(heads);
                if (Iou(last, target.Region) >= SameFromIou) return target;
            }
            catch (ExplainException) // expected: this pixel is of another class now, or the class is gone
            {
            }
        }
        return null;
    }

    private static int PixelAt(RegionMask region, int index)
    {
        foreach (var run in region.Runs)
        {
            if (index < run.Length) return run.Start + index;
            index -= run.Length;
        }
        return region.Runs[0].Start;
    }

    private static double Iou(RegionMask one, RegionMask other)
    {
        var pixels = Pixels(one).ToHashSet();
        var common = Pixels(other).Count(pixels.Contains);
        return (double)common / (one.Area + other.Area - common);
    }

    private static IEnumerable<int> Pixels(RegionMask region) => region.Runs.SelectMany(r => Enumerable.Range(r.Start, r.Length));
}
