using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Fuzz;

/// <summary>Bytes changed at random, given to every decoder of what comes from outside.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Names => [.. Decoders.All.Select(decoder => decoder.Name)];

    public static TheoryData<string> Found => [.. Directory.GetFiles(Corpus).Select(path => Path.GetFileName(path)).Order()];

    private static string Corpus => Repository.Path("tests/SegEdge.Telemetry.Tests/Fuzz/corpus");

    [Theory, MemberData(nameof(Names))]
    public void EverySeed_IsTaken(string name) => Assert.All(Decoders.Of(name).Seeds, seed => Assert.True(Decoders.Of(name).Take(seed)));

    /// <summary>What was found once, by the decoder that its name begins with.</summary>
    [Theory, MemberData(nameof(Found))]
    public void WhatBrokeADecoderOnce_IsRefused(string file) =>
        Assert.False(Decoders.Of(file.Split('-')[0]).Take(File.ReadAllBytes(Path.Combine(Corpus, file))));

    [Theory, MemberData(nameof(Names))]
    public void ChangedSeeds_AreTakenOrRefused(string name) => Run(name, 3_000, seed: 31);

    [Theory, MemberData(nameof(Names)), Trait("run", "long")]
    public void TenMillionChangedSeeds_AreTakenOrRefused(string name) => Run(name, 10_000_000, seed: 32);

    private static void Run(string name, int count, int seed)
    {
        var decoder = Decoders.Of(name);
        var mutator = new ByteMutator(new Random(seed), [.. Decoders.All.SelectMany(other => other.Seeds)]);
        var taken = 0;
        for (var i = 0; i < count; i++)
            if (decoder.Take(decoder.Repair(mutator.Mutate(decoder.Seeds[i % decoder.Seeds.Count])))) taken++;
        TestContext.Current.TestOutputHelper!.WriteLine($"{taken} of {count} were taken");
        Assert.True(taken < count); // else nothing was put to the test
    }
}
