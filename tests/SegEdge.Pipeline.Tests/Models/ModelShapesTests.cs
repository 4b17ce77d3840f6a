using FsCheck;
using FsCheck.Fluent;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Providers;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class ModelShapesTests : IDisposable
{
    private static readonly ModelShapes Shapes = new() { Min = [8, 16], Opt = [24, 32], Max = [64, 96], Multiple = 8 };

    private readonly TemporaryFolder _open = new(), _fixed = new();

    public void Dispose()
    {
        _open.Dispose();
        _fixed.Dispose();
    }

    [Theory]
    [InlineData(80, 40, 80, 40)] // within the bounds: itself
    [InlineData(83, 37, 80, 40)] // the nearest multiples
    [InlineData(192, 96, 96, 48)] // too large: smaller at its own shape
    [InlineData(1000, 1000, 64, 64)]
    [InlineData(8, 4, 16, 8)] // too small: the least that holds it
    [InlineData(960, 16, 96, 8)] // flatter than the bounds
    public void TheCamera_DecidesWithinTheBounds(int width, int height, int expectedWidth, int expectedHeight) =>
        Assert.Equal(new PictureSize(expectedWidth, expectedHeight), Shapes.For(new PictureSize(width, height)));

    [Fact]
    public void WhateverTheCamera_TheSizeIsAllowed() => Prop.ForAll(Arb.From(from w in Gen.Choose(1, 9000) from h in Gen.Choose(1, 9000) select new PictureSize(w, h)), camera =>
    {
        var size = Shapes.For(camera);
        Assert.Equal((0, 0), (size.Width % Shapes.Multiple, size.Height % Shapes.Multiple));
        Assert.InRange(size.Width, Shapes.Min[1], Shapes.Max[1]);
        Assert.InRange(size.Height, Shapes.Min[0], Shapes.Max[0]);
    }).QuickCheckThrowOnFailure();

    public static MatrixTheoryData<string, string, int> Cases() => new(OpenNetworks.Names, ["host", "graph", "auto"], [16, 40, 80, 96, 200]);

    // The fixed export of the same network at the size that was chosen is the truth.
    [Theory, MemberData(nameof(Cases))]
    public void AnOpenFile_GivesTheMasksOfAFixedExport(string network, string split, int cameraWidth)
    {
        var camera = new PictureSize(cameraWidth, cameraWidth / 2);
        var package = Opened(OpenNetworks.Of(network, -3, -2)).SaveTo(_open).FittedTo(camera);
        var size = Shapes.For(camera);
        Assert.Equal((size.Width, size.Height), (package.Manifest.Input.Width, package.Manifest.Input.Height));
        using SegmentationModel model = new(package, Options(split, _open)), plain = new(OpenNetworks.Of(network, size.Width, size.Height).SaveTo(_fixed), Options(split, _fixed));
        for (var seed = 0; seed < 3; seed++)
        {
            using var frame = TestFrame.Noise(camera.Width, camera.Height, seed);
            using Segmentation found = model.Maps.Rent(), expected = plain.Maps.Rent();
            Assert.Equal(plain.Segment(frame, expected, out _), model.Segment(frame, found, out _));
            Assert.Equal(expected.Heads[0].Size, found.Heads[0].Size);
            Assert.Equal(expected.Heads[0].Classes, found.Heads[0].Classes);
            Assert.Equal(expected.Heads[0].Margins, found.Heads[0].Margins);
        }
    }

    public static TheoryData<string> Networks() => [.. OpenNetworks.Names];

    [Theory, MemberData(nameof(Networks))]
    public void AnOpenFile_IsExplained_ByGradients(string network)
    {
        var package = Opened(OpenNetworks.Of(network, -3, -2)).SaveTo(_open).FittedTo(new PictureSize(72, 64));
        using var lane = new ExplanationLane(package, Options("auto", _open), new SegEdge.Explain.ExplainOptions(), TimeProvider.System);
        lane.WarmUp();
        Assert.Equal("scg", lane.Answer);
    }

    [Fact]
    public void WithoutACamera_ItIsTheOptimum()
    {
        var package = Open().SaveTo(_open);
        Assert.Equal((32, 24), (package.Manifest.Input.Width, package.Manifest.Input.Height));
        Assert.Equal((true, 96, 64), (package.SizeIsOpen, package.FittedTo(new(960, 640)).FittedTo(new(96, 64)).Manifest.Input.Width, package.FittedTo(new(96, 64)).Manifest.Input.Height));
    }

    [Fact]
    public void ASizeInTheManifest_StaysWhateverTheCamera()
    {
        var package = Open().WithInput(i => i with { Width = 48, Height = 40 }).SaveTo(_open).FittedTo(new(96, 64));
        Assert.Equal((false, 48, 40), (package.SizeIsOpen, package.Manifest.Input.Width, package.Manifest.Input.Height));
    }

    [Fact]
    public void WithoutBounds_AnOpenSizeIsRefused_AndTheFieldsAreNamed()
    {
        var problems = Problems(m => m with { Shapes = null });
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, p => p.Contains("'input.width' is missing", StringComparison.Ordinal) && p.Contains("'shapes'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'input.height' is missing", StringComparison.Ordinal));
    }

    public static TheoryData<int[], int[], int[], int, string> Wrong() => new()
    {
        { [8, 16], [24, 33], [64, 96], 8, "'shapes.opt' holds 33" },
        { [8, 16], [24, 32], [64, 9000], 8, "'shapes.max' holds 9000" },
        { [32, 16], [24, 32], [64, 96], 8, "height has min 32, opt 24" },
        { [8], [24, 32], [64, 96], 8, "two numbers each" },
        { [8, 16], [24, 32], [64, 96], 0, "'shapes.multiple' is 0" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void BoundsThatAreNone_NameTheField(int[] min, int[] opt, int[] max, int multiple, string expected) =>
        Assert.Contains(expected, Assert.Single(Problems(m => m with { Shapes = new() { Min = min, Opt = opt, Max = max, Multiple = multiple } })), StringComparison.Ordinal);

    [Fact]
    public void AFixedFile_HasNoBounds()
    {
        var model = TinyOnnx.Logits(32, 24).WithInput(i => i with { Width = 0, Height = 0 }).With(m => m with { Shapes = Shapes });
        var e = Assert.Throws<ModelException>(() => new SegmentationModel(model.SaveTo(_open).FittedTo(new(96, 64)), Options("auto", _open)));
        Assert.Contains("leave 'shapes' out", e.Message, StringComparison.Ordinal);
    }

    // Where the file itself runs; what the compiler makes has fixed shapes.
    [Fact]
    public void TensorRt_GetsTheChosenSize_InAllThreeProfiles()
    {
        var package = Open().SaveTo(_open).FittedTo(new PictureSize(80, 40));
        var settings = TensorRtSettings.For(package.Manifest, new TensorRtOptions(), ModelSignature.Read(package.ModelPath), "/engines/k", "/engines/timing");
        Assert.All((string[])["min", "opt", "max"], which => Assert.Equal($"{TinyOnnx.InputName}:1x3x40x80", settings[$"trt_profile_{which}_shapes"]));
    }

    private static TinyModel Open() => Opened(TinyOnnx.Logits(-3, -2));

    private static TinyModel Opened(TinyModel model) => model.WithInput(i => i with { Width = 0, Height = 0 }).With(m => m with { Shapes = Shapes });

    private IReadOnlyList<string> Problems(Func<ModelManifest, ModelManifest> change)
    {
        File.WriteAllText(_open.File("model.json"), ManifestReader.Write(change(Open().Manifest)));
        return Assert.Throws<ModelException>(() => ManifestReader.Read(_open.File("model.json"))).Problems;
    }

    private static RuntimeOptions Options(string split, TemporaryFolder folder) => new() { Threads = 1, Split = split, CompiledFolder = folder.File("compiled") };
}
