using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;
using Case = SegEdge.EdgeHost.Evaluation.Explanations.Measurements.Case;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>What a <see cref="StreamingStudy"/> wrote, by way, motion and age. Its frames are named <c>STILL|MOTION#FRAME</c>; all that was made of one still
/// counts as one picture, since it is not independent. Age is that of the streamed map: a region that is lost, as after a cut, begins anew, and so do the maps it is held against.</summary>
internal sealed class StreamedMaps
{
    /// <summary>Just begun; recovering; not yet, and then, with the sixteen gradients of a fresh map; a second of frames and more.</summary>
    public static readonly IReadOnlyList<AgeSpan> Spans = [new(0, 3), new(4, 8), new(9, 15), new(16, 29), AgeSpan.From(30)];

    private readonly List<(string Way, string Motion, int Age, Case At, double Gap)> _maps = [];

    /// <exception cref="UsageException">A frame that is named otherwise.</exception>
    public StreamedMaps(Measurements measured)
    {
        foreach (var way in measured.Methods)
        {
            var ages = measured.Of(way, "since-start");
            foreach (var (at, gap) in measured.Of(way, "gap"))
            {
                var (bar, hash) = (at.Frame.LastIndexOf('|'), at.Frame.LastIndexOf('#'));
                if (bar < 0 || hash < bar || !int.TryParse(at.Frame[(hash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var frame))
                    throw new UsageException($"streaming: frame '{at.Frame}': expected STILL|MOTION#FRAME, as 'evaluate-explanations --stream' writes.");
                var age = ages.TryGetValue(at, out var since) ? (int)since : frame;
                _maps.Add((way, at.Frame[(bar + 1)..hash], age, at with { Frame = at.Frame[..bar], Target = $"{at.Target} {at.Frame[bar..]}" }, gap));
            }
        }
        Ways = [.. _maps.Select(m => m.Way).Distinct()];
        Motions = [.. _maps.Select(m => m.Motion).Distinct()];
    }

    public IReadOnlyList<string> Ways { get; }

    public IReadOnlyList<string> Motions { get; }

    /// <param name="motion">Null: all.</param>
    public Interval? Of(string way, string? motion, AgeSpan ages) => Interval.Of(Gaps(way, motion, ages));

    /// <summary>First way minus second, over cases that both have.</summary>
    /// <inheritdoc cref="Of(string, string?, AgeSpan)"/>
    public Interval? Difference(string way, string other, string? motion, AgeSpan ages)
    {
        var first = Gaps(way, motion, ages).ToDictionary();
        return Interval.Of(Gaps(other, motion, ages).Where(v => first.ContainsKey(v.Key)).Select(v => KeyValuePair.Create(v.Key, first[v.Key] - v.Value)));
    }

    private IEnumerable<KeyValuePair<Case, double>> Gaps(string way, string? motion, AgeSpan ages) => _maps
        .Where(m => m.Way == way && ages.Holds(m.Age) && (motion is null || m.Motion == motion))
        .Select(m => KeyValuePair.Create(m.At, m.Gap));
}

/// <summary>How many frames a streamed map may have been learned from, both ends included.</summary>
internal readonly record struct AgeSpan(int First, int Last)
{
    public static readonly AgeSpan All = From(0);

    public static AgeSpan From(int first) => new(first, int.MaxValue);

    public bool Holds(int age) => age >= First && age <= Last;

    /// <summary><c>16–29</c>, or <c>30+</c>.</summary>
    public override string ToString() => FormattableString.Invariant(Last == int.MaxValue ? (FormattableString)$"{First}+" : $"{First}–{Last}");
}
