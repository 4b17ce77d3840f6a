namespace SegEdge.Fleet.Store.Sql;

/// <summary>From the numbers that arrived and the ranges that were named to "complete to" and the holes behind it.</summary>
internal static class LedgerWalk
{
    /// <summary>Holes of one sequence at once: what a request for them can hold, and what bounds a table that a hostile sender fills.</summary>
    public const int MostHoles = 128;

    /// <param name="completeTo">Where the ledger stood.</param>
    /// <param name="arrived">Numbers above it, rising.</param>
    /// <param name="named">Ranges that end above it, in any order; an open end is <see cref="long.MaxValue"/>.</param>
    public static (long CompleteTo, IReadOnlyList<(long From, long To)> Holes) Walk(long completeTo, IReadOnlyList<long> arrived, IReadOnlyList<(long First, long Last)> named)
    {
        var highest = arrived.Count > 0 ? arrived[^1] : 0;
        var known = arrived.Select(seq => (First: seq, Last: seq))
            // An open end names what did not arrive of what there was, and nobody knows more than the highest number that came.
            .Concat(named.Select(range => (range.First, Last: range.Last == long.MaxValue ? Math.Max(highest, range.First - 1) : range.Last)))
            .OrderBy(range => range.First);
        var (next, holes) = (completeTo + 1, new List<(long From, long To)>());
        foreach (var (first, last) in known)
        {
            if (first > next && last >= first) holes.Add((next, first - 1));
            if (holes.Count == MostHoles) break;
            if (last >= next) next = last + 1;
        }

        return (holes.Count > 0 ? holes[0].From - 1 : next - 1, holes);
    }
}
