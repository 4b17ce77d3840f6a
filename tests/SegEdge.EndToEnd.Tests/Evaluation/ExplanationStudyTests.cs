using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;
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

    private Measurements Study(string methods, string[] targets, Func<StudyOptions, StudyOptions>? change = null, string name = "measurements")
    {
        var options = new StudyOptions(new RuntimeOptions { CompiledFolder = _folder.File("compiled") }, new CellCount(8, 8), null, false);
        var study = new ExplanationStudy(
            TinyOnnx.Logits(Side, Side).SaveTo(_folder), StudyMethod.Parse(methods), [.. targets.Select(TargetRequest.Parse)], 1, change?.Invoke(options) ?? options);
        using (var log = new StudyLog(_folder.File(name + ".csv")))
            study.Run(_pictures.Select((p, i) => ($"{i}.png", p)), log, _ => { }, TestContext.Current.CancellationToken);
        Assert.Empty(study.Left);
        return Measurements.Read(_folder.File(name + ".csv"));
    }
}
