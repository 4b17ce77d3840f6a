using System.Globalization;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Compiling;

public sealed class DeployedGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory, MemberData(nameof(RealModels.All), MemberType = typeof(RealModels))]
    public void ClassMaps_AreThoseOfAPlainRun(string name) => Compare(name, frames: 6);

    [Theory, MemberData(nameof(RealModels.All), MemberType = typeof(RealModels)), Trait("run", "long")]
    public void ClassMaps_AreThoseOfAPlainRun_OverFiftyFrames(string name) => Compare(name, frames: 50);

    private void Compare(string name, int frames)
    {
        var package = RealModels.Open(name, _folder);
        using var source = RealModels.Pictures(name);
        using var model = new SegmentationModel(package, new RuntimeOptions { Split = "graph", CompiledFolder = _folder.File("compiled") });
        Assert.Equal(DeployedSplit.Graph, model.Split.Split);
        using var plain = new PlainRun(package);
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        long pixels = 0, compared = 0, differing = 0;
        while (compared < frames && source.Read(frame, TestContext.Current.CancellationToken) == ReadOutcome.Picture)
        {
            using var maps = model.Maps.Rent();
            Assert.NotNull(model.Segment(frame, maps, out _));
            var found = plain.Differing(frame, maps, requireTwoClasses: false);
            // Where the engine adds in another order, only pixels may turn whose two best scores are equal to rounding.
            Assert.All(found, d => Assert.True(float.Parse(d[(d.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture) < 1e-5, d));
            differing += found.Count;
            pixels += maps.Heads.Sum(h => h.Size.Pixels);
            compared++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {compared} frames, {pixels:N0} pixels, {differing} differ");
        Assert.True(compared >= Math.Min(frames, 6));
        Assert.True(differing <= pixels * 1e-6, $"{differing} of {pixels} pixels differ");
    }

    [Fact]
    public void AGraph_IsMadeOnce_AndMadeAgainWhenItsFileIsDamaged()
    {
        var package = TinyOnnx.Logits(16, 8).SaveTo(_folder);
        var compiler = new ModelCompiler(package, new CompiledModels(_folder.File("compiled")), "cpu");
        var made = compiler.Deploy(DeployedSplit.Graph);
        Assert.False(made.FromCache);
        Assert.Equal(new CompiledModel(made.Path, FromCache: true), compiler.Deploy(DeployedSplit.Graph));
        var bytes = File.ReadAllBytes(made.Path);
        File.WriteAllBytes(made.Path, bytes[..^7]);
        Assert.False(compiler.Deploy(DeployedSplit.Graph).FromCache);
        Assert.Equal(bytes, File.ReadAllBytes(made.Path));
    }

    [Fact]
    public void AnotherManifest_OrSplit_IsAnotherGraph()
    {
        var (tiny, cache) = (TinyOnnx.Logits(16, 8), new CompiledModels(_folder.File("compiled")));
        var one = new ModelCompiler(tiny.SaveTo(_folder), cache, "cpu");
        var other = new ModelCompiler(tiny.WithInput(i => i with { Scale = 2 }).SaveTo(_folder), cache, "cpu");
        string[] paths = [one.Deploy(DeployedSplit.Graph).Path, one.Deploy(new(true, false)).Path, other.Deploy(DeployedSplit.Graph).Path];
        Assert.Equal(3, paths.Distinct().Count());
    }

    [Fact]
    public void AManifestThatDisagrees_IsNamedBeforeAnythingIsMade()
    {
        var package = TinyOnnx.Logits(16, 8).WithHead(h => h with { Classes = h.Classes.Take(3).ToArray() }).SaveTo(_folder);
        var e = Assert.Throws<ModelException>(() => new ModelCompiler(package, new CompiledModels(_folder.File("compiled")), "cpu").Deploy(DeployedSplit.Graph));
        Assert.Contains("'heads[0].classes' lists 3", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
