using SegEdge.Telemetry.Fuzz;

namespace SegEdge.Telemetry.Tests;

/// <summary>The fuzzer's laws, on changed seeds of every decoder of foreign bytes.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Names() => [.. Decoders.All.Select(d => d.Name)];

    [Theory, MemberData(nameof(Names))]
    public void ASeed_IsGood(string name) => Assert.All(Decoders.Find(name).Seeds, seed => Assert.True(Decoders.Find(name).Run(seed)));

    [Theory, MemberData(nameof(Names))]
    public void TwentyThousandChangedSeeds_KeepTheLaws(string name)
    {
        var good = Campaign.Run(Decoders.Find(name), 20_000, seed: 11);
        TestContext.Current.TestOutputHelper!.WriteLine($"{good} were good");
        // Else the changes are too coarse to get past the door, or too fine to break anything.
        Assert.InRange(good, 100, 19_900);
    }

    [Theory, MemberData(nameof(Names)), Trait("run", "long")]
    public void TenMillionChangedSeeds_KeepTheLaws(string name) => Assert.True(Campaign.Run(Decoders.Find(name), 10_000_000, seed: 12) > 0);
}
