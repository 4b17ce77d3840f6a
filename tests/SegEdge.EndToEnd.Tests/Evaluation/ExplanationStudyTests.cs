using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

/// <summary>Studies of a network that looks at each pixel by itself, on pictures with a red square and a green one that moved elsewhere in each: what
/// speaks for a class is where it is.</summary>
public sealed class ExplanationStudyTests : IDisposable
{
    private const int Side = 64, Square = 16;

    private static readonly string[] Red = ["class=class1"], RedAndGreen = ["class=class1", "class=class2"];

    private readonly TemporaryFolder _folder = new();
    private readonly Mat[] _pictures = [.. Enumerable.Range(0, 3).Select(k => Picture(k))];

    public void Dispose()
    {
        foreach (var picture in _pictures) picture.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void MapsMadeWrong_ScoreFarBelowTheMapTheyAreMadeOf()
    {
        var measured = Study("scg,shuffled,other-frame,other-class", RedAndGreen);
        Assert.Equal([6, 6, 4, 6], Counts(measured, "gap", "scg", "shuffled", "other-frame", "other-class"));
        Assert.All(["shuffled", "other-frame", "other-class"], m => Assert.All(measured.Of(m, "passes").Values, passes => Assert.Equal(0, passes)));
        var good = measured.Of("scg", "gap").Values.Min();
        Assert.True(good > 0.7, $"{good}");
        Assert.All(["shuffled", "other-frame", "other-class"], m => Assert.True(measured.Of(m, "gap").Values.Max() < good - 0.3, $"{m}: {measured.Of(m, "gap").Values.Max()} of {good}"));
    }

    // What all pictures shared, no bootstrap over pictures would see.
    [Fact]
    public void EveryPicture_HasDrawsOfItsOwn_AndItsQuestionsShareThem()
    {
        var measured = Study("random,scg", RedAndGreen);
        var gini = measured.Of("random", "gini").GroupBy(v => v.Key.Frame).Select(g => Assert.Single(g.Select(v => v.Value).Distinct())).ToArray();
        Assert.Equal(3, gini.Length);
        Assert.Distinct(gini);
    }

    [Fact]
    public void AnotherClass_IsAbsent_WhereAllQuestionsAskAboutOne()
    {
        var measured = Study("other-class", ["class=class1", "class=class1,region=all"]);
        Assert.Equal(6, measured.Of("other-class", "contrast").Count);
        Assert.Empty(measured.Of("other-class", "gap"));
    }

    [Fact]
    public void AfterAnInterruption_EveryNumberIsWhatItWouldHaveBeen()
    {
        const string methods = "other-frame,shuffled,scg,hirescam,other-class";
        Study(methods, RedAndGreen);
        var whole = Lines();
        foreach (var kept in new[] { 1, whole.Length / 3, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllLines(Csv, whole[..kept]);
            Study(methods, RedAndGreen);
            Assert.Equal(whole.Where(IsNoTime), Lines().Where(IsNoTime));
        }
    }

    [Fact]
    public void AVariant_TakesItsCoalitions_AndOfALinearScoreReadsAsTheMethod()
    {
        var measured = Study("coalitions/smooth/2/plain,coalitions/mixture/4", Red);
        Assert.All(measured.Of("coalitions/smooth/2/plain", "passes").Values, passes => Assert.Equal(6, passes));
        Assert.All(measured.Of("coalitions/mixture/4", "gap").Values, gap => Assert.True(gap > 0.7, $"{gap}"));
    }

    [Fact]
    public void AReferenceThatIsForced_IsTakenForEveryQuestion()
    {
        // Grey as the ground is no reference that a red square keeps anything of; the blur keeps some red.
        var lowest = Study("region-mask", Red).Of("region-mask", "contrast").Values.Min();
        var blurred = Study("region-mask", Red, o => o with { Reference = "blur" }, "blurred").Of("region-mask", "contrast").Values.Max();
        Assert.True(blurred < lowest, $"{blurred} against {lowest}");
    }

    [Fact]
    public void TwoClasses_AreHeldAgainstEachOther_OnceAPair_WithTheLaterQuestion()
    {
        const string methods = "scg,edges,region-mask,shuffled";
        var measured = Study(methods, [.. RedAndGreen, "class=class0"]);
        Assert.Equal([6, 6, 6, 0], Counts(measured, "class-contrast", methods.Split(',')));
        Assert.DoesNotContain(measured.Of("scg", "class-contrast").Keys, at => at.Target.StartsWith("class=class1", StringComparison.Ordinal));
        Assert.All(measured.Of("edges", "class-contrast").Values, c => Assert.Equal(1, c, 1e-9));
        Assert.All(measured.Of("scg", "class-contrast").Values, c => Assert.InRange(c, -1, 0.5));
    }

    [Fact]
    public void TwoQuestionsAboutOneClass_AreNoPair() =>
        Assert.Empty(Study("edges", ["class=class1", "class=class1,region=all"]).Of("edges", "class-contrast"));

    [Fact]
    public void WithRandomWeights_WhatDoesNotAskTheNetwork_StaysAsItIs_AndTheFolderGoesWithTheStudy()
    {
        var before = Randomised();
        var measured = Study("scg,hirescam,edges,region-mask,random", RedAndGreen, o => o with { Randomise = true });
        Assert.Equal([6, 6, 6], Counts(measured, "randomised-spearman", "edges", "region-mask", "random"));
        foreach (var metric in new[] { "randomised-spearman", "randomised-abs-spearman" })
        {
            Assert.All(["edges", "region-mask", "random"], m => Assert.All(measured.Of(m, metric).Values, c => Assert.Equal(1, c, 1e-9)));
            Assert.All(["scg", "hirescam"], m => Assert.NotEmpty(measured.Of(m, metric)));
            Assert.All(measured.Of("scg", metric).Values, c => Assert.InRange(c, -1, 1));
        }
        // Not by much: of a network that looks at each pixel by itself, whatever its weights, only the region's pixels can have a say.
        Assert.Contains(measured.Of("scg", "randomised-spearman").Values, c => Math.Abs(c) < 1 - 1e-6);
        Assert.Empty(Randomised().Except(before));
    }

    [Fact]
    public void ARandomisedNetwork_IsTheSameForASeed_AndAnotherForAnother()
    {
        var package = TinyOnnx.Logits(Side, Side).SaveTo(_folder);
        string Hash(int seed)
        {
            using var model = new RandomisedModel(package, new RuntimeOptions(), seed);
            Assert.Equal(package.Manifest, model.Package.Manifest);
            return model.Package.Sha256;
        }
        Assert.Equal(Hash(1), Hash(1));
        Assert.Distinct([package.Sha256, Hash(1), Hash(2)]);
    }

    [Fact]
    public void ANetworkOfAnOlderOpset_CanBeRandomised()
    {
        var package = TinyOnnx.Logits(Side, Side).SaveTo(_folder);
        var older = OnnxReader.Read(package.ModelPath);
        older.Opsets[""] = 12;
        OnnxWriter.Write(older, _folder.File("older.onnx"));
        using var model = new RandomisedModel(package with { ModelPath = _folder.File("older.onnx") }, new RuntimeOptions(), 1);
        Assert.NotEqual(package.Sha256, model.Package.Sha256);
    }

    [Fact]
    public void SanityChecks_AreOfRanks_SignedAndAbsolute_AndOfAConstantMapThereAreNone()
    {
        Assert.Equal([("randomised-spearman", -1), ("randomised-abs-spearman", 1)], SanityChecks.Randomised([1, 2, 3], [-10, -20, -30]));
        Assert.Empty(SanityChecks.Randomised([1, 2, 3], [0, 0, 0]));
    }

    [Fact]
    public void TheFirstQuestionsAreDrawn_AndTheSheetIsWholeAfterAnInterruption()
    {
        var album = new MapAlbum(new DirectoryInfo(_folder.Path), ["scg", "edges"], most: 3);
        Study("scg,edges", RedAndGreen, album: album);
        album.WriteSheet();
        var whole = File.ReadAllBytes(_folder.File("maps.png"));
        Assert.Equal(3, Directory.GetDirectories(_folder.File("maps")).Length);
        Assert.All(Directory.GetDirectories(_folder.File("maps")), q => Assert.Equal(["edges.png", "picture.png", "scg.png"], Directory.GetFiles(q).Select(Path.GetFileName).Order()));
        using var sheet = Cv2.ImDecode(whole, ImreadModes.Color);
        Assert.Equal((3 * 260) + 4, sheet.Width); // picture and two maps, 256 px and a gap each

        Study("scg,edges", RedAndGreen, album: album); // nothing is left to measure
        album.WriteSheet();
        Assert.Equal(whole, File.ReadAllBytes(_folder.File("maps.png")));
    }

    private static string[] Randomised() => Directory.GetDirectories(Path.GetTempPath(), "segedge-randomised-*");

    private string Csv => _folder.File("measurements.csv");

    private static Mat Picture(int number)
    {
        var picture = new Mat(Side, Side, MatType.CV_8UC3, new Scalar(40, 40, 40));
        var (red, green) = number % 2 == 0 ? (new Point(0, 48), new Point(48, 0)) : (new Point(24, 24), new Point(48, 48));
        picture.Rectangle(new Rect(red.X, red.Y, Square, Square), new Scalar(30, 30, 90), -1);
        picture.Rectangle(new Rect(green.X, green.Y, Square, Square), new Scalar(30, 90, 30), -1);
        return picture;
    }

    private static bool IsNoTime(string line) => !line.Contains(",ms,", StringComparison.Ordinal);

    private static int[] Counts(Measurements measured, string metric, params string[] methods) => [.. methods.Select(m => measured.Of(m, metric).Count)];

    private string[] Lines() => File.ReadAllLines(Csv);

    private Measurements Study(string methods, string[] targets, Func<StudyOptions, StudyOptions>? change = null, string name = "measurements", MapAlbum? album = null)
    {
        var options = new StudyOptions(new RuntimeOptions { CompiledFolder = _folder.File("compiled") }, new CellCount(8, 8), null, false, false);
        var study = new ExplanationStudy(
            TinyOnnx.Logits(Side, Side).SaveTo(_folder), StudyMethod.Parse(methods), [.. targets.Select(TargetRequest.Parse)], 1, change?.Invoke(options) ?? options);
        using (var log = new StudyLog(_folder.File(name + ".csv")))
            study.Run(_pictures.Select((p, i) => ($"{i}.png", p)), log, album, _ => { }, TestContext.Current.CancellationToken);
        Assert.Empty(study.Left);
        return Measurements.Read(_folder.File(name + ".csv"));
    }
}
