namespace SegEdge.Explain;

/// <summary>Draws subsets of a given size, each as likely as any other: the first steps of a Fisher-Yates shuffle, which goes on from the
/// order the last draw left.</summary>
internal sealed class RandomSubset(int count)
{
    private readonly int[] _order = [.. Enumerable.Range(0, count)];

    /// <param name="chosen">Receives true for <paramref name="size"/> members, false for the others.</param>
    public void Draw(ref SeededRandom random, int size, Span<bool> chosen)
    {
        chosen.Clear();
        for (var i = 0; i < size; i++)
        {
            var other = i + (int)(random.NextUnit() * (count - i));
            (_order[i], _order[other]) = (_order[other], _order[i]);
            chosen[_order[i]] = true;
        }
    }
}
