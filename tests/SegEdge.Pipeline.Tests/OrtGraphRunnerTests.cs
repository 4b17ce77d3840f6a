using SegEdge.Explain;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tests.Compiling;
using SegEdge.Pipeline.Tests.Providers;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class OrtGraphRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory, MemberData(nameof(TinyKinds.Names), MemberType = typeof(TinyKinds))]
    public void AHeadAlone_SaysWhatTheWholeFileSays(string kind)
    {
        var model = TinyKinds.Of(kind);
        Compare(model, [.. Enumerable.Range(0, model.Manifest.Heads.Count)]);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void HeadsAreAsked_InAnyOrder(params int[] heads)
    {
        Compare(TinyKinds.Of("two heads"), heads);
        Compare(TinyKinds.Of("two heads, the second first"), heads);
    }

    // Whole numbers are nothing that the compiler has rules for; class indices need none.
    [Fact]
    public void AQuantisedModel_IsRunAsItIs() => Compare(TinyOnnx.Quantised(TinyKinds.Width, TinyKinds.Height), [0, 0], 0);

    [Theory, MemberData(nameof(TinyKinds.Architectures), MemberType = typeof(TinyKinds))]
    public void KnownArchitectures_SayTheSame(string name) => Compare(TinyKinds.OfArchitecture(name), [0]);

    [Theory, MemberData(nameof(RealModels.All), MemberType = typeof(RealModels))]
    public void RealModels_SayTheSame_HeadByHead(string name)
    {
        var package = RealModels.Open(name, _folder);
        Compare(package, [.. Enumerable.Range(0, package.Manifest.Heads.Count).Reverse()], 1e-5);
    }

    [Fact]
    public void ClassIndices_AreTheFiles()
    {
        var package = TinyOnnx.Argmax(TinyKinds.Width, TinyKinds.Height, keepAxis: true).SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        var picture = Questions.Picture(package.Manifest.Input, 5);
        var scores = new float[runner.Outputs[0].Length];
        runner.Run(picture, 0, scores);
        var reading = Assert.Single(runner.Read(picture, [["a", "b", "c", "d"]]));
        Assert.Equal(ScoreKind.ClassIndex, runner.Outputs[0].Kind);
        Assert.Equal(reading.ClassMap.ToArray().Select(c => (float)c), scores);
        Assert.True(scores.Distinct().Count() > 2);
    }

    // Engines take minutes to build, and are made of the graph of frames alone.
    [Fact]
    public void BesideAnEngine_ExplanationsRunOnCuda()
    {
        var native = new FakeProviders();
        var package = TinyOnnx.TwoHeads(TinyKinds.Width, TinyKinds.Height).SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder) with { Provider = "tensorrt", Native = native });
        runner.Run(Questions.Picture(package.Manifest.Input, 5), 1, new float[runner.Outputs[1].Length]);
        Assert.Equal(["cuda"], native.Opened.Distinct());
    }

    // The whole file is read in between, as the lane does for the region of a question.
    [Fact]
    public void Reading_DoesNotDisturbARun()
    {
        var package = TinyKinds.Of("two heads").SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        float[] one = Questions.Picture(package.Manifest.Input, 5), other = Questions.Picture(package.Manifest.Input, 6);
        float[] before = new float[runner.Outputs[1].Length], after = new float[before.Length];
        runner.Run(one, 1, before);
        runner.Read(other, [.. package.Manifest.Heads.Select(h => h.Classes.Select(c => c.Name).ToArray())]);
        runner.Run(one, 1, after);
        Assert.Equal(before, after);
    }

    public void Dispose() => _folder.Dispose();

    private void Compare(TinyModel model, int[] heads, double relative = 1e-5) => Compare(model.SaveTo(_folder), heads, relative);

    private void Compare(ModelPackage package, int[] heads, double relative)
    {
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        using var plain = new FileRun(package);
        foreach (var (turn, head) in heads.Index())
        {
            var picture = Questions.Picture(package.Manifest.Input, turn);
            var found = new float[runner.Outputs[head].Length];
            runner.Run(picture, head, found);
            var expected = plain.Scores(package, head, (package.Manifest.Input.Name, picture));
            var (most, error) = (expected.Max(Math.Abs), expected.Zip(found, (e, f) => Math.Abs(e - f)).Max());
            TestContext.Current.TestOutputHelper?.WriteLine($"head {head}: {error / most:0.0e+0} of {most}");
            Assert.Equal(expected.Length, found.Length);
            Assert.True(error <= relative * most, $"head {head}: {error} of {most}");
        }
    }
}
