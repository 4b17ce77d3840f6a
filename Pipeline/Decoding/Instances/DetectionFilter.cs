using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>Which detections are kept: above the threshold, and no box of a higher score on nearly the same place (greedy non-maximum suppression, of each
/// class alone or of all together). One that is kept for how near it came to the threshold never stands in the way of an object. Keeps its room.</summary>
internal sealed class DetectionFilter(DetectionLayout layout, ModelInstances settings, ScoreScale scale)
{
    private readonly DetectionQueue _queue = new(layout);
    private readonly Detection[] _kept = new Detection[settings.MaxInstances];

    /// <returns>The surest first, objects before the rest; valid until the next call.</returns>
    public ReadOnlySpan<Detection> Keep(ReadOnlySpan<float> detections)
    {
        _queue.Fill(detections, scale.Least);
        var count = 0;
        for (var i = 0; i < _queue.Count && count < _kept.Length; i++)
        {
            var detection = Read(detections, _queue[i]);
            if (!IsCovered(detection, count)) _kept[count++] = detection;
        }
        return _kept.AsSpan(0, count);
    }

    private bool IsCovered(in Detection detection, int count)
    {
        for (var i = 0; i < count; i++)
            if ((!settings.PerClass || _kept[i].Class == detection.Class) && _kept[i].Box.Overlap(detection.Box) > settings.Overlap) return true;
        return false;
    }

    private Detection Read(ReadOnlySpan<float> detections, int index)
    {
        float best = float.NegativeInfinity, second = float.NegativeInfinity;
        int own = 0, runner = 0;
        for (var c = 0; c < layout.Classes; c++)
        {
            var score = detections[layout.IndexOf(DetectionLayout.FirstScore + c, index)];
            if (score > best) (second, runner, best, own) = (best, own, score, c + 1);
            else if (score > second) (second, runner) = (score, c + 1);
        }
        return new Detection(index, own, scale.ProbabilityOf(best), scale.OddsOf(best),
            second > scale.Least ? runner : 0, second > scale.Least ? scale.OddsOf(second) : float.NegativeInfinity,
            BoxEdges.Around(Value(detections, 0), Value(detections, 1), Value(detections, 2), Value(detections, 3)));

        float Value(ReadOnlySpan<float> values, int which) => values[layout.IndexOf(which, index)];
    }
}
