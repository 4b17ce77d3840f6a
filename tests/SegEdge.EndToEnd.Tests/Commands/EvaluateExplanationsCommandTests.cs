using System.Globalization;
using OpenCvSharp;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed class EvaluateExplanationsCommandTests : IDisposable
{
    private const string Header = "model,frame,target,seed,method,metric,value";

    private static readonly string[] Methods = ["random", "region-mask", "gradient-x-input"];

    private readonly TemporaryFolder _folder = new(), _home = new();

    private string Csv => _folder.File("out/measurements.csv");

    public void Dispose()
    {
        _folder.Dispose();
        _home.Dispose();
    }

    [Fact, Trait("run", "long")]
    public async Task EachMapIsMeasuredOnce_AndOnlyWhatIsMissing_IsMeasuredAgain()
    {
        await EvaluateAsync();
        var rows = Rows();
        var maps = rows.GroupBy(r => r.Map).ToList();
        Assert.Equal(2 * Methods.Length, maps.Count);
        Assert.All(maps, m =>
        {
            Assert.Equal("done", m.Last().Metric);
            Assert.All(["gap", "passes", "contrast", "probe-4", "done"], metric => Assert.Single(m, r => r.Metric == metric));
            Assert.Distinct(m.Select(r => r.Metric));
        });
        double Of(string method, string metric) => rows.Where(r => r.Map.EndsWith("," + method, StringComparison.Ordinal) && r.Metric == metric).Average(r => r.Value);
        Assert.Equal([0, 0, 3], Methods.Select(m => Of(m, "passes")));
        Assert.True(Of("region-mask", "gap") > Of("random", "gap"));

        var whole = await File.ReadAllTextAsync(Csv, TestContext.Current.CancellationToken);
        await EvaluateAsync();
        Assert.Equal(whole, await File.ReadAllTextAsync(Csv, TestContext.Current.CancellationToken));

        // Killed in the middle of a row of the fourth map.
        var lines = whole.Split(Environment.NewLine);
        var fourth = Array.FindIndex(lines, l => l.StartsWith(maps[3].Key, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Csv, string.Join(Environment.NewLine, lines[..(fourth + 5)]) + Environment.NewLine + lines[fourth + 5][..^3], TestContext.Current.CancellationToken);
        await EvaluateAsync();
        var again = Rows();
        Assert.Equal(rows.Count, again.Count);
        // Time is measured anew; everything else is what it was.
        Assert.Equal(rows.Where(r => r.Metric != "ms"), again.Where(r => r.Metric != "ms"));
        Assert.Equal(lines[..fourth], (await File.ReadAllLinesAsync(Csv, TestContext.Current.CancellationToken))[..fourth]);
    }

    [Fact, Trait("run", "long")]
    public async Task PicturesOfOneName_InTwoFolders_AreTwoPictures()
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, "simulate", "--frames", "2", "--seed", "930000", "--out", _folder.File("field"));
        Assert.True(code == 0, errors);
        Directory.CreateDirectory(_folder.File("field/a,b"));
        File.Move(_folder.File("field/pictures/000001.png"), _folder.File("field/a,b/000000.png"));
        File.WriteAllText(_folder.File("field/list.txt"), "pictures/000000.png masks/000000.png\na,b/000000.png masks/000001.png\n");
        await EvaluateAsync("--data", _folder.File("field/list.txt"), "--methods", "random");
        var whole = File.ReadAllText(Csv);
        Assert.Equal(2, Rows().DistinctBy(r => r.Map).Count());
        await EvaluateAsync("--data", _folder.File("field/list.txt"), "--methods", "random");
        Assert.Equal(whole, File.ReadAllText(Csv));
    }

    [Fact, Trait("run", "long")]
    public async Task OtherSettings_AreNotTakenForTheSameStudy_AndMoreMethodsAre()
    {
        await EvaluateAsync("--methods", "random");
        var whole = File.ReadAllText(Csv);
        var (code, _, errors) = await RunAsync("--methods", "random:5", "--cells", "8x6", "--full", "--reference", "blur", "--randomise");
        Assert.Equal(2, code);
        Assert.All(["--cells was 10x6, now 8x6", "--full was False, now True", "--reference was absent, now blur", "--randomise was False, now True", "random had all passes it can use, now 5 passes"], p => Assert.Contains(p, errors, StringComparison.Ordinal));
        Assert.Equal(whole, File.ReadAllText(Csv));
        await EvaluateAsync("--methods", "region-mask");
        Assert.StartsWith(whole, File.ReadAllText(Csv), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APictureThatDoesNotDecode_IsLeftOut_AndNamed()
    {
        await SegEdgeProcess.RunAsync(null, "simulate", "--frames", "2", "--seed", "930000", "--out", _folder.File("field"));
        File.WriteAllText(_folder.File("field/pictures/000000.png"), "no picture");
        var (code, output, errors) = await RunAsync("--data", _folder.File("field/pairs.txt"), "--methods", "random");
        Assert.True(code == 0, errors);
        Assert.Contains("000000.png: does not decode as a picture", output, StringComparison.Ordinal);
        Assert.Single(Rows().DistinctBy(r => r.Map));
    }

    [Fact]
    public async Task MapsMadeWrong_Variants_AndSanityChecks_AreAskedByTheCommandLine()
    {
        DrawTwoPictures();
        string[] methods = ["scg", "shuffled", "other-frame", "other-class", "coalitions/straight+smooth/2/plain", "score-cam:20"];
        await EvaluateAsync(
            "--model", _folder.Path, "--data", _folder.File("pictures"), "--methods", string.Join(',', methods), "--targets", "class=class1", "--targets", "class=class2",
            "--cells", "8x8", "--reference", "noise", "--randomise");
        var rows = Rows();
        int Of(string method, string metric) => rows.Count(r => r.Map.EndsWith("," + method.Split(':')[0], StringComparison.Ordinal) && r.Metric == metric);
        Assert.Equal([4, 4, 2, 4, 4, 4], methods.Select(m => Of(m, "gap")));
        Assert.Equal([4, 4, 4, 4, 4, 4], methods.Select(m => Of(m, "done")));
        Assert.Equal([2, 0, 0, 0, 2, 2], methods.Select(m => Of(m, "class-contrast")));
        Assert.Equal([4, 0, 0, 0, 4], methods[..5].Select(m => Of(m, "randomised-spearman")));
        Assert.Contains("## Sanity checks", File.ReadAllText(_folder.File("out/report.md")), StringComparison.Ordinal);
        Assert.Contains("\"noise\"", File.ReadAllText(_folder.File("out/settings.json")), StringComparison.Ordinal);
    }

    // The second question is not asked again what the first one's pictures have said.
    [Fact]
    public async Task QuestionsAboutOnePicture_ShareTheirPasses_AndMeasureWhatEachMeasuresAlone()
    {
        DrawTwoPictures();
        string[] common = ["--model", _folder.Path, "--data", _folder.File("pictures"), "--methods", "rise:60,scg,other-frame", "--cells", "8x8", "--reference", "frame-mean"];
        await EvaluateAsync([.. common, "--targets", "class=class1", "--targets", "class=class2"]);
        var together = Rows().Where(r => r.Map.Contains("class=class2", StringComparison.Ordinal)).ToList();
        Directory.Delete(_folder.File("out"), recursive: true);
        await EvaluateAsync([.. common, "--targets", "class=class2"]);
        var alone = Rows();
        Assert.Equal(alone.Where(r => r.Metric is not "ms"), together.Where(r => r.Metric is not ("ms" or "class-contrast")));
        // A time of which a part was paid by another question is no time.
        Assert.DoesNotContain(together, r => r.Metric == "ms" && r.Map.EndsWith(",rise", StringComparison.Ordinal));
        Assert.Equal(2, alone.Count(r => r.Metric == "ms" && r.Map.EndsWith(",rise", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("random,gradcam", "Explanation method 'gradcam' is unknown; expected one of scg,")]
    [InlineData("rise", "'rise' uses every pass it gets; say how many, such as rise:1600")]
    [InlineData("lime:few", "'lime:few': expected METHOD or METHOD:PASSES")]
    [InlineData("rise:0", "'rise:0': expected METHOD or METHOD:PASSES with a whole number above 0")]
    [InlineData("rise:100,random,rise:200", "'rise' is named twice")]
    [InlineData(",", "names no method")]
    public async Task AWrongMethod_IsRefusedBeforeAnythingIsMeasured(string methods, string saying)
    {
        var (code, output, errors) = await RunAsync("--methods", methods);
        Assert.True(code == 2, $"exit code {code}\n{output}\n{errors}");
        Assert.Contains(saying, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Csv));
    }

    [Fact]
    public async Task AFileThatIsNoStudy_IsLeftAlone()
    {
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(Csv, "my,own,notes\n1,2,3\n");
        var (code, _, errors) = await RunAsync();
        Assert.Equal(2, code);
        Assert.Contains("measurements.csv", errors, StringComparison.Ordinal);
        Assert.Contains("choose another folder", errors, StringComparison.Ordinal);
        Assert.Equal("my,own,notes\n1,2,3\n", File.ReadAllText(Csv));
    }

    // A tiny model, and two pictures with a patch of class1 and one of class2.
    private void DrawTwoPictures()
    {
        TinyOnnx.Logits(64, 64).SaveTo(_folder);
        Directory.CreateDirectory(_folder.File("pictures"));
        for (var k = 0; k < 2; k++)
        {
            using var picture = new Mat(64, 64, MatType.CV_8UC3, new Scalar(40, 40, 40));
            picture.Rectangle(new Rect(0, 8 + (32 * k), 16, 16), new Scalar(30, 30, 90), -1);
            picture.Rectangle(new Rect(40, 40 - (32 * k), 16, 16), new Scalar(30, 90, 30), -1);
            Cv2.ImWrite(_folder.File($"pictures/{k}.png"), picture);
        }
    }

    private async Task EvaluateAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);
        TestContext.Current.TestOutputHelper?.WriteLine(output + errors);
        Assert.True(code == 0, errors);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        string[] defaults = ["--model", "field", "--data", "simulated:930000", "--methods", string.Join(',', Methods), "--targets", "class=crop", "--frames", "2", "--cells", "10x6"];
        // An option may be given once.
        var kept = defaults.Chunk(2).Where(o => !arguments.Contains(o[0])).SelectMany(o => o);
        return SegEdgeProcess.RunAsync(_home.Path, ["evaluate-explanations", "--out", _folder.File("out"), "--threads", "1", .. kept, .. arguments]);
    }

    private List<(string Map, string Metric, double Value)> Rows()
    {
        var lines = File.ReadAllLines(Csv);
        Assert.Equal(Header, lines[0]);
        return [.. lines.Skip(1).Select(l => l.Split(',')).Select(p =>
        {
            Assert.Equal(7, p.Length);
            return (string.Join(',', p[..5]), p[5], double.Parse(p[6], CultureInfo.InvariantCulture));
        })];
    }
}
