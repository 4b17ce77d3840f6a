using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;
using Case = SegEdge.EdgeHost.Evaluation.Explanations.Measurements.Case;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>What a <see cref="StreamingStudy"/> wrote, by way, motion and age. Its frames are named <c>STILL|MOTION#AGE</c>; all that was made of one still
/// counts as one picture, since it is not independent.</summary>
internal sealed class StreamedMaps
{
    private readonly List<(string Way, string Motion, int Age, Case At, double Gap)> _maps = [];

    /// <exception cref="UsageException">A frame that is named otherwise.</exception>
    public StreamedMaps(Measurements measured)
    {
        foreach (var way in measured.Methods)
            foreach (var (at, gap) in measured.Of(way, "gap"))
            {
                var (bar, hash) = (at.Frame.LastIndexOf('|'), at.Frame.LastIndexOf('#'));
                if (bar < 0 || hash < bar || !int.TryParse(at.Frame[(hash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var age))
                    throw new UsageException($"streaming: frame '{at.Frame}': expected STILL|MOTION#AGE, as 'evaluate-explanations --stream' writes.");
                _maps.Add((way, at.Frame[(bar + 1)..hash], age, at with { Frame = at.Frame[..bar], Target = $"{at.Target} {at.Frame[bar..]}" }, gap));
            }
        Ways = [.. _maps.Select(m => m.Way).Distinct()];
        Motions = [.. _maps.Select(m => m.Motion).Distinct()];
        Ages = [.. _maps.Select(m => m.Age).Distinct().Order()];
    }

    public IReadOnlyList<string> Ways { get; }

    public IReadOnlyList<string> Motions { get; }

    public IReadOnlyList<int> Ages { get; }

    /// <param name="motion">Null: all.</param>
    /// <param name="age">Null: all.</param>
    public Interval? Of(string way, string? motion, int? age) => Interval.Of(Gaps(way, motion, age));

    /// <summary>First way minus second, over cases that both have.</summary>
    /// <param name="from">The youngest age that counts.</param>
    public Interval? Difference(string way, string other, string? motion, int from = 0)
    {
        var first = Gaps(way, motion, null, from).ToDictionary();
        return Interval.Of(Gaps(other, motion, null, from).Where(v => first.ContainsKey(v.Key)).Select(v => KeyValuePair.Create(v.Key, first[v.Key] - v.Value)));
    }

    private IEnumerable<KeyValuePair<Case, double>> Gaps(string way, string? motion, int? age, int from = 0) => _maps
        .Where(m => m.Way == way && m.Age >= from && (motion is null || m.Motion == motion) && (age is null || m.Age == age))
        .Select(m => KeyValuePair.Create(m.At, m.Gap));
}
