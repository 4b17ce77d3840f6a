using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A fault, run as a test.</summary>
internal static class FaultRuns
{
    /// <param name="run">From cycles and seed.</param>
    public static async Task<FaultTally> HoldsAsync(Func<int, int, Task<FaultTally>> run, int cycles)
    {
        var tally = await run(cycles, Environment.TickCount);
        TestContext.Current.TestOutputHelper?.WriteLine(tally.Explain());
        Assert.True(tally.Violations.Count == 0, tally.Explain());
        Assert.True(tally.Records.Events > 0, tally.Explain());
        return tally;
    }
}
