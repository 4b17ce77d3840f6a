using SegEdge.Camera.Simulation;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tiling;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

/// <summary>The harder question about seams: is a pixel's class another one because a seam is near? Two tilings of the same picture are held against each other where the second has no seam: near
/// the first one's seams they may differ as often as far from them, up to half a percent of the pixels.</summary>
public sealed class ShiftedTilingTests : IDisposable
{
    private const int Width = 1920, Height = 1152, Overlap = 128, OverlapOfOther = 192;
    private const int NearPx = 16, FarPx = 64;
    private const double Bar = 0.005;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void InASimulatedField_TheClassDoesNotDependOnWhereTilesLie_AndWithoutOverlapItDoes()
    {
        using SegmentationModel blended = Open(Overlap), laid = Open(overlap: 0), other = Open(OverlapOfOther);
        using var source = new SimulatedSource(new SimulationOptions { Width = Width, Height = Height, Mode = SourceKind.File }, TimeProvider.System);
        Assert.True(new FramePool(1, source.Size).TryRent(out var frame));
        source.Read(frame, TestContext.Current.CancellationToken);
        var (near, far) = Differing(blended, other, frame);
        var (nearLaid, farLaid) = Differing(laid, other, frame);
        TestContext.Current.TestOutputHelper?.WriteLine($"overlap {Overlap}: {100 * near:0.00} % near seams, {100 * far:0.00} % far from them; none: {100 * nearLaid:0.00} %, {100 * farLaid:0.00} %");
        Assert.InRange(near - far, -1, Bar);
        Assert.InRange(nearLaid - farLaid, Bar, 1);
    }

    public void Dispose() => _folder.Dispose();

    // Shares of pixels, near and far from the first tiling's seams, none near the second's.
    private static (double Near, double Far) Differing(SegmentationModel model, SegmentationModel other, Frame frame)
    {
        using Segmentation found = model.Maps.Rent(), expected = other.Maps.Rent();
        Assert.NotNull(model.Segment(frame, found, out _));
        Assert.NotNull(other.Segment(frame, expected, out _));
        int[] mine = Distances(model.Grid!), others = Distances(other.Grid!);
        long near = 0, nearDiffer = 0, far = 0, farDiffer = 0;
        for (var i = 0; i < Width * Height; i++)
        {
            if (others[i] < FarPx) continue;
            var differs = found.Heads[0].Classes[i] != expected.Heads[0].Classes[i] ? 1 : 0;
            if (mine[i] < NearPx) (near, nearDiffer) = (near + 1, nearDiffer + differs);
            else if (mine[i] >= FarPx) (far, farDiffer) = (far + 1, farDiffer + differs);
        }
        Assert.True(near > 10_000 && far > 100_000, $"{near} and {far} pixels are too few to tell");
        return ((double)nearDiffer / near, (double)farDiffer / far);
    }

    // Of each pixel to where the say passes from one tile to the next.
    private static int[] Distances(TileGrid grid)
    {
        int[] across = Distances(grid.Across), down = Distances(grid.Down);
        return [.. Enumerable.Range(0, Width * Height).Select(i => Math.Min(across[i % Width], down[i / Width]))];
    }

    private static int[] Distances(TileAxis axis) => [.. Enumerable.Range(0, axis.Length).Select(place =>
        Enumerable.Range(1, axis.Starts.Count - 1).Min(i => Math.Abs(place - ((axis.Starts[i] + axis.Starts[i - 1] + axis.Tile) / 2))))];

    private SegmentationModel Open(int overlap)
    {
        var package = ModelPackage.Load(Repository.Path("models/field"));
        return new(package with { Manifest = package.Manifest with { Tiling = new() { Width = Width, Height = Height, Overlap = overlap } } },
            new RuntimeOptions { CompiledFolder = _folder.File("compiled") });
    }
}
