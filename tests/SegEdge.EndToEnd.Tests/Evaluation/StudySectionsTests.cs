using System.Globalization;
using System.Xml.Linq;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.EdgeHost.Evaluation.Reports;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class StudySectionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThresholdCatchesTheWantedShareOfWrongMaps_AndSaysWhatItCosts()
    {
        // Wrong maps read 0.00 to 0.99 by hundredths, good ones 0.90 to 1.09: 95 of a hundred wrong ones are below 0.941, and so are five of twenty good ones.
        // All regions cover half of their picture, so that the probes themselves are half of that.
        var measured = new Measurements();
        for (var i = 0; i < 80; i++) Add(measured, i, "shuffled", probe: i / 200.0, area: 0.5);
        for (var i = 80; i < 100; i++) Add(measured, i, "other-frame", probe: i / 200.0, area: 0.5);
        for (var i = 0; i < 20; i++) Add(measured, i, "scg", probe: 0.45 + (i / 200.0), area: 0.5);
        var text = CertificateSection.Write(measured);
        Assert.Contains("0.941 is the smallest threshold that catches 95 % of the 100 wrong maps; it costs 25.0 % of `scg`.", text, StringComparison.Ordinal);
        Assert.Contains("| **0.941** | 100.0 | 75.0 | 95.0 | 25.0 |", text, StringComparison.Ordinal);
        Assert.Contains("| 0.50 | 62.5 | 0.0 | 50.0 | 0.0 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnsOfMetricsThatNothingMeasured_AreLeftOut()
    {
        var measured = new Measurements();
        Add(measured, 1, "scg", probe: 1);
        Assert.DoesNotContain("mask IoU", MethodTables.All(measured, null), StringComparison.Ordinal);
        Assert.Equal("", MethodTables.RestrictedCurves(measured, null));
        measured.Add(At(1), "scg", "mask-iou-gap", 0.1);
        measured.Add(At(1), "scg", "context-gap", 0.3);
        Assert.Contains("mask IoU", MethodTables.All(measured, null), StringComparison.Ordinal);
        Assert.Contains("| scg | 0.300 (1 picture) |  |", MethodTables.RestrictedCurves(measured, null), StringComparison.Ordinal);
    }

    [Fact]
    public void VariantsAreCompared_OverTheCasesThatAllOfThemHave()
    {
        var measured = new Measurements();
        for (var i = 0; i < 4; i++) measured.Add(At(i), "coalitions/smooth/8", "gap", i / 10.0);
        measured.Add(At(3), "coalitions/soft/8", "gap", 0.2);
        var text = MethodTables.Ablation(measured);
        Assert.Contains("Over the 1 cases (1 pictures) that all of them have", text, StringComparison.Ordinal);
        Assert.Contains("| smooth/8 | 0.300 (1 picture) |", text, StringComparison.Ordinal);
        measured.Add(At(5), "coalitions/straight/8", "gap", 0.2);
        Assert.Contains("No case has a map of all of", MethodTables.Ablation(measured), StringComparison.Ordinal);
    }

    [Fact]
    public void MeansOfFewerCases_SayOfHowMany()
    {
        var measured = new Measurements();
        foreach (var model in new[] { "m", "n" })
            for (var i = 0; i < 3; i++)
            {
                measured.Add(At(i) with { Model = model }, "scg", "gap", 0.5);
                if (i < 2 || model == "n") measured.Add(At(i) with { Model = model }, "rise", "gap", 0.4);
            }
        Assert.Contains("| rise | 0.400 (2 of 3) | 0.400 |", MethodTables.ByModel(measured), StringComparison.Ordinal);
    }

    [Fact]
    public void VariantsHaveATableOfTheirOwn_AndAreNoRivals()
    {
        var measured = new Measurements();
        foreach (var (method, gap) in new[] { ("scg", 0.5), ("coalitions/smooth/8", 0.9), ("rise", 0.4), ("shuffled", 0.95) })
        {
            measured.Add(At(1), method, "gap", gap);
            measured.Add(At(1) with { Model = "other" }, method, "gap", gap + 0.05);
        }
        Assert.Contains("| smooth/8 | 0.925 (2 pictures) | 0.900 | 0.950 |", MethodTables.Ablation(measured), StringComparison.Ordinal);
        Assert.Contains("ahead of every other method asked about enough pictures", MethodTables.Behind(measured), StringComparison.Ordinal);
        Assert.Contains("| scg | 0.500 | 0.550 |", MethodTables.ByModel(measured), StringComparison.Ordinal);
        Assert.DoesNotContain("is behind", MethodTables.Behind(measured), StringComparison.Ordinal);
    }

    [Fact]
    public void WhereItIsBehind_IsSaidFirst_AndOnlyCasesThatBothHaveDecide()
    {
        var measured = new Measurements();
        void Of(string model, string target, int picture, string method, double gap, double context = double.NaN)
        {
            var at = new Measurements.Case(model, $"frame{picture}", target, "0");
            measured.Add(at, method, "gap", gap);
            if (!double.IsNaN(context)) measured.Add(at, method, "context-gap", context);
        }
        // Of 'easy' pictures only the standard method's map was made where it is low: by its mean the rival is ahead there, by common cases it is not.
        Of("easy", "t", 1, "scg", 0.9);
        Of("easy", "t", 1, "rise", 0.8);
        Of("easy", "t", 2, "scg", 0.1);
        Of("hard", "a", 1, "scg", 0.5, context: 0.2);
        Of("hard", "a", 1, "rise", 0.6, context: 0.4);
        Of("hard", "b", 1, "scg", 0.9);
        Of("hard", "b", 1, "rise", 0.3);
        var text = MethodTables.Behind(measured);
        Assert.Contains("""
            Where `scg` is behind, by the mean over cases in common:

            - `hard`, `a`: `rise` -0.100 (1 picture), 1 case
            - context only: `rise` -0.200 (1 picture), 1 case
            """, text, StringComparison.Ordinal);
        Assert.DoesNotContain("`easy`", text[text.IndexOf("is behind", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("| rise | 0.100 (1 picture), 1 | 0.250 (1 picture), 2 |", MethodTables.ByModel(measured), StringComparison.Ordinal);
    }

    [Fact]
    public void AllThatIsMadeOfOneStill_IsDrawnTogether_AndDifferencesArePaired()
    {
        var measured = new Measurements();
        foreach (var still in new[] { "a|b.png", "c.png" })
            foreach (var age in new[] { 4, 16 })
            {
                var gap = still == "c.png" ? 0.8 : 0.4;
                measured.Add(new("m", $"{still}|pan#{age}", "t", "0"), "streamed", "gap", gap);
                measured.Add(new("m", $"{still}|pan#{age}", "t", "0"), "fresh-8", "gap", gap - 0.1);
                measured.Add(new("m", $"{still}|pan#{age}", "t", "0"), "streamed-selected", "gap", gap + (age == 4 ? -0.2 : 0.1));
            }
        var maps = new StreamedMaps(measured);
        Assert.Equal(["pan"], maps.Motions);
        Assert.Equal("0.600 (2 pictures)", maps.Of("streamed", "pan", AgeSpan.From(16)).ToString());
        Assert.Equal(4, maps.Of("streamed", null, AgeSpan.All)!.Value.Count);
        Assert.Equal("0.100 (2 pictures)", maps.Difference("streamed", "fresh-8", null, AgeSpan.All).ToString());
        // What a flag is answered with is held against the others once as much is learned as a fresh map has.
        Assert.Equal("0.100 (2 pictures)", maps.Difference("streamed-selected", "streamed", null, AgeSpan.From(16)).ToString());
        var text = StreamingSection.Write(measured);
        Assert.Contains("| fresh-8 | 0.200 (2 pictures) | 0.200 (2 pictures) | – |", text, StringComparison.Ordinal);
        Assert.Contains("4–8 frames after a region began anew, minus `fresh-8`: `streamed` after any beginning 0.100 (2 pictures)", text, StringComparison.Ordinal);
        var wrong = new Measurements();
        wrong.Add(new("m", "still.png", "t", "0"), "streamed", "gap", 1);
        Assert.Contains("STILL|MOTION#FRAME", Assert.Throws<EdgeHost.UsageException>(() => new StreamedMaps(wrong)).Message, StringComparison.Ordinal);
    }

    // In frame 24, after a cut in frame 17, a map that began anew is 7 frames old.
    [Fact]
    public void AStreamedMapIsAsOldAsItsRegion_NotAsItsFilm()
    {
        var measured = new Measurements();
        foreach (var (frame, since, gap) in new[] { (16, 16, 0.9), (24, 7, 0.5), (33, 16, 0.7) })
            foreach (var (way, more) in new[] { ("streamed", 0), ("fresh-8", 0.1) })
            {
                measured.Add(new("m", $"a.png|cut#{frame}", "t", "0"), way, "gap", gap + more);
                measured.Add(new("m", $"a.png|cut#{frame}", "t", "0"), way, "since-start", since);
            }
        var maps = new StreamedMaps(measured);
        Assert.Equal("0.500 (1 picture)", maps.Of("streamed", "cut", new AgeSpan(4, 8)).ToString());
        Assert.Equal(2, maps.Of("streamed", null, AgeSpan.From(16))!.Value.Count);
        Assert.Contains("minus `fresh-8`: `streamed` after a cut -0.100 (1 picture)", StreamingSection.Write(measured), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMeasuredTwice_CountsAsTheFirstFileSays()
    {
        foreach (var (name, gap) in new[] { ("a", "0.5"), ("b", "0.9") })
        {
            Directory.CreateDirectory(_folder.File(name));
            File.WriteAllText(_folder.File($"{name}/measurements.csv"), $"model,frame,target,seed,method,metric,value\nm,f,t,0,scg,gap,{gap}\nm,{name},t,0,rise,gap,0.1\n");
        }
        var studies = new StudyFolders([new DirectoryInfo(_folder.Path)]);
        Assert.Equal([0.5], studies.Maps.Of("scg", "gap").Values);
        Assert.Equal(2, studies.Maps.Of("rise", "gap").Count);
    }

    [Fact]
    public void FiguresAreWellFormed_ForFewMapsAndForMany()
    {
        foreach (var maps in new[] { 1, 300 })
        {
            var folder = Directory.CreateDirectory(_folder.File($"study{maps}"));
            var lines = Enumerable.Range(0, maps).SelectMany(i => new[] { ("scg", 75), ("random", 0) }.SelectMany(m => new[] { ("gap", (i % 10) / 10.0), ("probe-4", (i % 9) / 10.0), ("passes", m.Item2) }
                .Select(v => string.Create(CultureInfo.InvariantCulture, $"m<1>,f{i},t,0,{m.Item1},{v.Item1},{v.Item2}"))));
            File.WriteAllLines(Path.Combine(folder.FullName, "measurements.csv"), lines.Prepend("model,frame,target,seed,method,metric,value"));
            var streamed = Enumerable.Range(0, maps).Select(i => string.Create(CultureInfo.InvariantCulture, $"m,f{i / 7}|{(i % 2 == 0 ? "pan" : "<zoom>")}#{i % 7},t,0,streamed,gap,{(i % 5) / 5.0}"));
            File.WriteAllLines(Path.Combine(folder.FullName, "streaming.csv"), streamed.Prepend("model,frame,target,seed,method,metric,value"));
            var figures = StudyFigures.Of(new StudyFolders([folder]));
            Assert.Equal(["pareto.svg", "certificate.svg", "streaming.svg"], figures.Keys);
            Assert.All(figures.Values, svg =>
            {
                Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
                Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            });
            Assert.Equal(figures, StudyFigures.Of(new StudyFolders([folder])));
        }
    }

    [Fact]
    public void APersonsTextStays_AndSectionsAreFilledAgainAndAgain()
    {
        var sections = new Dictionary<string, string> { ["a"] = "one\n\n", ["b"] = "two\n\n" };
        const string Document = "Mine.\n<!-- generated by segedge study-report: b -->\nold\n<!-- end of b -->\nMine too.\n<!-- generated by segedge study-report: a --><!-- end of a -->";
        var filled = GeneratedText.Fill(Document, "doc.md", sections);
        Assert.Equal("Mine.\n<!-- generated by segedge study-report: b -->\n\ntwo\n\n<!-- end of b -->\nMine too.\n<!-- generated by segedge study-report: a -->\n\none\n\n<!-- end of a -->", filled);
        Assert.Equal(filled, GeneratedText.Fill(filled, "doc.md", sections));
    }

    [Theory]
    [InlineData("<!-- generated by segedge study-report: c --><!-- end of c -->", "names no section; expected one of a")]
    [InlineData("<!-- generated by segedge study-report: a --> text", "section 'a' does not end")]
    [InlineData("nothing", "nothing to fill")]
    public void AMarkerThatIsWrong_IsNamed(string document, string saying)
    {
        var error = Assert.Throws<EdgeHost.UsageException>(() => GeneratedText.Fill(document, "doc.md", new Dictionary<string, string> { ["a"] = "" }));
        Assert.Contains(saying, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("doc.md: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, false, 0, 1)]
    [InlineData(-0.37, 0.91, false, -0.2, 0.8)]
    [InlineData(0.5, 2600, true, 1, 1000)]
    [InlineData(3, 33, false, 5, 30)]
    public void TicksAreRoundNumbersWithinTheAxis(double from, double to, bool logarithmic, double first, double last)
    {
        var axis = new Axis(from, to, "", logarithmic);
        var ticks = axis.Ticks().Select(t => t.Value).ToList();
        Assert.Equal((first, last), (ticks[0], ticks[^1]), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
        Assert.InRange(ticks.Count, 2, 11);
        Assert.Equal((0, 1), (axis.At(from), axis.At(to)));
        Assert.All(ticks, t => Assert.InRange(axis.At(t), 0, 1));
    }

    private static void Add(Measurements measured, int picture, string method, double probe, double area = 0)
    {
        measured.Add(At(picture), method, "area", area);
        measured.Add(At(picture), method, "gap", probe);
        measured.Add(At(picture), method, CertificateSection.Metric, probe);
    }

    private static Measurements.Case At(int picture) => new("m", picture.ToString(CultureInfo.InvariantCulture), "t", "0");
}
