using SegEdge.Pipeline.Models;
using SegEdge.Testing.Instances;

namespace SegEdge.Pipeline.Tests.Decoding.Instances;

/// <summary>The definition, in loops and double precision: non-maximum suppression, then Ultralytics' process_mask: coefficients times prototypes, everything outside of the box
/// made 0 at the prototypes' resolution, enlarged to the input's, set where above 0.</summary>
internal sealed class ReferenceInstances
{
    private readonly PlantedInstances _of;
    private readonly ModelInstances _settings;
    private readonly bool _areLogits;

    public ReferenceInstances(PlantedInstances of, ModelInstances settings, ScoreUnit scores, double depth)
    {
        (_of, _settings, _areLogits) = (of, settings, scores == ScoreUnit.Logits);
        var kept = Suppress(depth);
        Objects = [.. kept.Where(k => k.IsObject)];
        Paint(kept, depth);
    }

    public List<Kept> Objects { get; }

    public byte[] Classes { get; private set; } = [];

    public byte[] Ids { get; private set; } = [];

    public double[] Margins { get; private set; } = [];

    /// <summary>How far the decision of a pixel is from another one: by how much the winner's evidence is ahead of the background's and of any other object's.</summary>
    public double[] Decided { get; private set; } = [];

    /// <summary>One detection's mask at the input's resolution.</summary>
    public bool[] MaskOf(int detection)
    {
        var (logits, _) = Enlarged(detection);
        return [.. logits.Select(l => l > 0)];
    }

    private double Value(int value, int detection) => _of.Detections[(value * _of.Count) + detection];

    private double LogitOf(double score) => _areLogits ? score : Math.Log(Math.Max(score, 1e-7) / Math.Max(1 - score, 1e-7));

    private double Threshold => Math.Log(_settings.ScoreThreshold / (1 - (double)_settings.ScoreThreshold));

    private bool IsAbove(double score) => _areLogits ? score > Threshold : score > _settings.ScoreThreshold;

    private List<Kept> Suppress(double depth)
    {
        var sorted = Enumerable.Range(0, _of.Count)
            .Select(i => (Detection: i, Class: Enumerable.Range(0, _of.Classes).MaxBy(c => (Value(4 + c, i), -c))))
            .Select(d => (d.Detection, d.Class, Score: Value(4 + d.Class, d.Detection)))
            .Where(d => LogitOf(d.Score) > Threshold - depth)
            .OrderByDescending(d => d.Score).ThenBy(d => d.Detection);
        var kept = new List<Kept>();
        foreach (var (i, c, score) in sorted)
        {
            var box = (Left: Value(0, i) - (Value(2, i) / 2), Top: Value(1, i) - (Value(3, i) / 2), Right: Value(0, i) + (Value(2, i) / 2), Bottom: Value(1, i) + (Value(3, i) / 2));
            if (kept.Count < _settings.MaxInstances && kept.All(k => (_settings.PerClass && k.Class != c + 1) || Iou(k.Box, box) <= _settings.Overlap))
                kept.Add(new Kept(i, c + 1, _areLogits ? 1 / (1 + Math.Exp(-score)) : score, IsAbove(score), box));
        }
        return kept;
    }

    private static double Iou((double Left, double Top, double Right, double Bottom) a, (double Left, double Top, double Right, double Bottom) b)
    {
        double width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left), height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0) return 0;
        return width * height / (((a.Right - a.Left) * (a.Bottom - a.Top)) + ((b.Right - b.Left) * (b.Bottom - b.Top)) - (width * height));
    }

    // With the sum of the weights that lie within the box: what is outside counts as 0 in the first, and not at all in the quotient.
    private (double[] Logits, double[] Weights) Enlarged(int detection)
    {
        int w = _of.PrototypeWidth, h = _of.PrototypeHeight;
        double[] logits = new double[w * h], inside = new double[w * h];
        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
            {
                double left = (Value(0, detection) - (Value(2, detection) / 2)) * w / _of.Width, right = (Value(0, detection) + (Value(2, detection) / 2)) * w / _of.Width;
                double top = (Value(1, detection) - (Value(3, detection) / 2)) * h / _of.Height, bottom = (Value(1, detection) + (Value(3, detection) / 2)) * h / _of.Height;
                if (!(x >= left && x < right && y >= top && y < bottom)) continue;
                inside[(y * w) + x] = 1;
                for (var m = 0; m < _of.Coefficients; m++)
                    logits[(y * w) + x] += Value(4 + _of.Classes + m, detection) * _of.Prototypes[(((m * h) + y) * w) + x];
            }
        return (Enlarge(logits), Enlarge(inside));
    }

    private double[] Enlarge(double[] small)
    {
        int w = _of.PrototypeWidth, h = _of.PrototypeHeight;
        var large = new double[_of.Width * _of.Height];
        for (var y = 0; y < _of.Height; y++)
            for (var x = 0; x < _of.Width; x++)
            {
                double v = Math.Max(0, ((y + 0.5) * h / _of.Height) - 0.5), u = Math.Max(0, ((x + 0.5) * w / _of.Width) - 0.5);
                int y0 = Math.Min((int)v, h - 1), x0 = Math.Min((int)u, w - 1), y1 = Math.Min(y0 + 1, h - 1), x1 = Math.Min(x0 + 1, w - 1);
                double dy = v - y0, dx = u - x0;
                if (y1 == y0) dy = 0;
                if (x1 == x0) dx = 0;
                large[(y * _of.Width) + x] = ((1 - dy) * (((1 - dx) * small[(y0 * w) + x0]) + (dx * small[(y0 * w) + x1])))
                    + (dy * (((1 - dx) * small[(y1 * w) + x0]) + (dx * small[(y1 * w) + x1])));
            }
        return large;
    }

    private void Paint(List<Kept> kept, double depth)
    {
        var pixels = _of.Width * _of.Height;
        (Classes, Ids, Margins, Decided) = (new byte[pixels], new byte[pixels], new double[pixels], new double[pixels]);
        var spoken = kept.Select(k => (Kept: k, Enlarged: Enlarged(k.Detection))).ToList();
        var evidence = new double[_of.Classes + 1];
        for (var p = 0; p < pixels; p++)
        {
            Array.Fill(evidence, -depth);
            evidence[0] = 0;
            double best = 0, otherThing = double.NegativeInfinity;
            for (var k = 0; k < spoken.Count; k++)
            {
                var (logits, weights) = spoken[k].Enlarged;
                if (weights[p] <= 1e-12) continue;
                for (var c = 1; c <= _of.Classes; c++)
                {
                    var odds = Math.Min(LogitOf(Value(3 + c, spoken[k].Kept.Detection)) - Threshold, logits[p] / weights[p]);
                    evidence[c] = Math.Max(evidence[c], odds);
                    if (c != spoken[k].Kept.Class || !spoken[k].Kept.IsObject) continue;
                    if (odds > best) (otherThing, best, Classes[p], Ids[p]) = (best, odds, (byte)c, (byte)(k + 1));
                    else otherThing = Math.Max(otherThing, odds);
                }
            }
            Margins[p] = evidence[Classes[p]] - evidence.Where((_, c) => c != Classes[p]).Max();
            Decided[p] = best - Math.Max(Ids[p] == 0 ? double.NegativeInfinity : 0, otherThing);
        }
    }

    internal sealed record Kept(int Detection, int Class, double Score, bool IsObject, (double Left, double Top, double Right, double Bottom) Box);
}
