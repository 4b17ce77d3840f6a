using SegEdge.Onnx.Fuzz;

namespace SegEdge.Onnx.Tests.Wire;

/// <summary>The fuzzer's laws, on seeds whose messages and fields were changed at random.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Names() => [.. Seeds.All().Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void ASeed_IsAModel(string name) => Assert.True(Target.Run(SeedOf(name)));

    [Theory, MemberData(nameof(Names))]
    public void AThousandChangedSeeds_KeepTheLaws(string name) => Run(name, 1000, seed: 11);

    [Theory, MemberData(nameof(Names)), Trait("run", "long")]
    public void AMillionChangedSeeds_KeepTheLaws(string name) => Run(name, 1_000_000 / Seeds.All().Count(), seed: 12);

    private static void Run(string name, int count, int seed)
    {
        var mutator = new Mutator(new Random(seed));
        var (start, models) = (SeedOf(name), 0);
        for (var i = 0; i < count; i++)
        {
            var file = mutator.Mutate(start);
            try
            {
                if (Target.Run(file)) models++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Change {i}: {e.Message} The file: {Convert.ToHexString(file)}", e);
            }
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{models} of {count} are models");
        // Else the changes are too coarse to get past the reader.
        Assert.InRange(models, count / 20, count * 19 / 20);
    }

    private static byte[] SeedOf(string name) => Seeds.All().Single(s => s.Name == name).File;
}
