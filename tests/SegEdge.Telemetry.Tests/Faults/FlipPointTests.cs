using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

public sealed class FlipPointTests
{
    private const int Seed = 7;

    [Theory]
    [InlineData("outbox-*.db", 211)]
    [InlineData("outbox-*.db-wal", 311)]
    [InlineData("outbox-*.db-mark", 3)]
    [InlineData("blobs-*.db", 1511)]
    [InlineData("blobs-*.db-wal", 1511)]
    public async Task WhenAnyByteIsFlipped_TheHistoryHolds(string pattern, int step) => await HoldsAsync(pattern, step);

    [Theory, Trait("run", "long")]
    [InlineData("outbox-*.db", 3)]
    [InlineData("outbox-*.db-wal", 13)]
    public async Task WhenAnyByteAtAllIsFlipped_TheHistoryHolds(string pattern, int step) => await HoldsAsync(pattern, step);

    private static async Task HoldsAsync(string pattern, int step)
    {
        var (flips, broken) = (0, new List<FaultTally>());
        await foreach (var tally in FlipPoints.RunAsync(pattern, step, Seed))
        {
            flips++;
            if (tally.Violations.Count > 0) broken.Add(tally);
        }

        Assert.True(flips > 5, $"{flips} flips");
        Assert.True(broken.Count == 0, $"{broken.Count} of {flips} flips, as in {string.Join("\n\n", broken.Take(5).Select(tally => tally.Explain()))}");
    }
}
