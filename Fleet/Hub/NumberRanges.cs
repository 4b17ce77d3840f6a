using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Hub;

/// <summary>Numbers as ranges.</summary>
internal static class NumberRanges
{
    /// <param name="numbers">In any order, perhaps twice.</param>
    public static List<SeqRange> Of(IEnumerable<long> numbers)
    {
        var ranges = new List<SeqRange>();
        foreach (var number in numbers.Order())
            if (ranges.Count == 0 || number > ranges[^1].To + 1) ranges.Add(new(number, number));
            else if (number == ranges[^1].To + 1) ranges[^1] = ranges[^1] with { To = number };
        return ranges;
    }
}
