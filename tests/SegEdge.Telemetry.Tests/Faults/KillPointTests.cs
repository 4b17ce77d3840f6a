using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

public sealed class KillPointTests
{
    private const int Seed = 7;

    [Fact]
    public async Task WhenKilledBeforeAnyStatement_TheHistoryHolds()
    {
        var tallies = new List<FaultTally>();
        await foreach (var tally in KillPoints.RunAsync(Seed)) tallies.Add(tally);
        Holds(tallies);
    }

    /// <summary>What a power cut may do to two files of which one is flushed and the other is not. No test with real power.</summary>
    [Fact]
    public async Task WhenOnlyTheBodiesReachedTheDisk_NoDeliveredBlobIsCalledLost()
    {
        var tallies = new List<FaultTally>();
        await foreach (var tally in KillPoints.RunAsync(Seed, powerCut: true)) tallies.Add(tally);
        Holds(tallies);
    }

    /// <summary>The checker notices each step that is left out; else it would prove nothing about the outbox that leaves out none.</summary>
    [Theory]
    [InlineData(Mutant.NoBlobLedger, nameof(Law.NothingLost))]
    [InlineData(Mutant.NoGapOnEviction, nameof(Law.NothingLost))]
    [InlineData(Mutant.DeleteThenClose, nameof(Law.TrueGaps))]
    public async Task WhenAStepIsLeftOut_TheHistoryDoesNotHold(string mutant, string law)
    {
        await foreach (var tally in KillPoints.RunAsync(Seed, mutant))
            if (tally.Violations.Any(violation => violation.Law.ToString() == law)) return;
        Assert.Fail($"No kill of the outbox with {mutant} broke {law}.");
    }

    private static void Holds(List<FaultTally> tallies)
    {
        Assert.True(tallies.Count > 150, $"{tallies.Count} statements are not the life that this test means.");
        Assert.Contains(tallies, tally => tally.Records.BlobsNamed > 0);
        var broken = tallies.Where(tally => tally.Violations.Count > 0).ToArray();
        Assert.True(broken.Length == 0, string.Join("\n\n", broken.Take(3).Select(tally => tally.Explain())));
    }
}
