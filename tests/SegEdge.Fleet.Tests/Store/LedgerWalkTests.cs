using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Tests.Store;

/// <summary>Held against the plain definition: a number is a hole if it is below the highest known one and neither arrived nor named.</summary>
public sealed class LedgerWalkTests
{
    [Fact]
    public void Holes_AreExactlyTheUnknownNumbersBelowTheHighestKnownOne()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            long start = random.Next(3);
            long[] arrived = [.. Enumerable.Range((int)start + 1, 20).Where(_ => random.Next(3) > 0).Select(n => (long)n)];
            (long First, long Last)[] named = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (First: (long)random.Next(1, 25), Length: random.Next(0, 4))).Select(r => (r.First, r.First + r.Length)).Where(r => r.Item2 > start)];
            var known = arrived.Concat(named.SelectMany(r => Enumerable.Range((int)r.First, (int)(r.Last - r.First) + 1).Select(n => (long)n))).Where(n => n > start).ToHashSet();
            var missing = Enumerable.Range((int)start + 1, known.Count == 0 ? 0 : (int)(known.Max() - start)).Select(n => (long)n).Where(n => !known.Contains(n)).ToArray();

            var (completeTo, holes) = LedgerWalk.Walk(start, arrived, named);

            Assert.Equal(missing, holes.SelectMany(hole => Enumerable.Range((int)hole.From, (int)(hole.To - hole.From) + 1).Select(n => (long)n)));
            Assert.Equal(missing.Length > 0 ? missing[0] - 1 : known.Count == 0 ? start : known.Max(), completeTo);
        }
    }
}
