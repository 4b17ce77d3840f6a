using System.Globalization;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class StudyReportTests
{
    [Fact]
    public void AnInterval_HoldsTheMean_AndDrawsPicturesWhole()
    {
        // Twenty pictures of two questions; the two of a picture agree, so the interval is that of twenty, not of forty.
        var values = Enumerable.Range(0, 40).Select(i => KeyValuePair.Create(At(picture: i / 2, question: i % 2), (i / 2) % 2 == 0 ? 0.0 : 1.0)).ToArray();
        var interval = Interval.Of(values)!.Value;
        Assert.Equal((0.5, 40), (interval.Mean, interval.Count));
        Assert.Equal(1.96 * 0.5 / Math.Sqrt(20), (interval.High!.Value - interval.Low!.Value) / 2, 0.05);
        Assert.Equal(interval, Interval.Of(values));
        Assert.Null(Interval.Of([]));
    }

    [Theory]
    [InlineData(1, "0.000 (1 picture)")]
    [InlineData(7, "3.000 (7 pictures)")]
    [InlineData(8, "3.500 [1.")]
    public void OfFewPictures_NoIntervalIsClaimed(int pictures, string words) =>
        Assert.StartsWith(words, Interval.Of(Enumerable.Range(0, 2 * pictures).Select(i => KeyValuePair.Create(At(i / 2, i % 2), (double)(i / 2))))!.Value.ToString());

    [Fact]
    public void ARivalAskedAboutFewPictures_IsNotCalledBeaten()
    {
        var measured = new Measurements();
        for (var i = 0; i < 9; i++)
        {
            measured.Add(At(i, 0), "scg", "gap", 0.9);
            measured.Add(At(i, 0), "occlusion", "gap", 0.5);
            if (i < 3) measured.Add(At(i, 0), "rise", "gap", 0.5);
        }
        var report = StudyReport.Write(measured, "a command");
        Assert.Contains("ahead of every other method asked about enough pictures", report, StringComparison.Ordinal);
        Assert.Contains("fewer than 8 pictures, so without an interval: `rise`.", report, StringComparison.Ordinal);
    }

    [Fact]
    public void ARivalThatIsNotBeaten_IsNamedFirst_AndOneThatIs_IsNot()
    {
        var measured = new Measurements();
        for (var i = 0; i < 30; i++)
        {
            var at = At(i, 0);
            var noise = ((i * 7) % 10) / 50.0;
            measured.Add(at, "scg", "gap", 0.8 + noise);
            measured.Add(at, "rise", "gap", 0.8 + (((i * 3) % 10) / 50.0));
            measured.Add(at, "random", "gap", noise - 0.1);
            measured.Add(at, "scg", "probe-4", 0.81 + noise);
            measured.Add(at, "random", "probe-4", noise - 0.09);
        }
        var report = StudyReport.Write(measured, "a command");
        Assert.Contains("**Not shown**: that `scg` is ahead of `rise` over all models", report, StringComparison.Ordinal);
        Assert.Contains("curves for `scg`, the selected maps: 0.010 [0.010, 0.010]", report, StringComparison.Ordinal);
        Assert.Contains("all methods and cases together (60): 1.000", report, StringComparison.Ordinal);
    }

    [Fact]
    public void SanityChecks_AreInTheReport_WhereTheyWereMeasured()
    {
        var measured = new Measurements();
        measured.Add(At(0, 0), "scg", "gap", 0.8);
        Assert.DoesNotContain("Sanity", StudyReport.Write(measured, "a command"), StringComparison.Ordinal);
        measured.Add(At(0, 1), "scg", "class-contrast", -0.25);
        Assert.Contains("| scg | -0.250 (1 picture) | – | – |", StudyReport.Write(measured, "a command"), StringComparison.Ordinal);
    }

    [Fact]
    public void ALineThatIsNoMeasurement_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("measurements.csv"), "model,frame,target,seed,method,metric,value\nm,f,t,0,scg,gap,much\n");
        var error = Assert.Throws<EdgeHost.UsageException>(() => Measurements.Read(folder.File("measurements.csv")));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    private static Measurements.Case At(int picture, int question) =>
        new("m", picture.ToString(CultureInfo.InvariantCulture), question.ToString(CultureInfo.InvariantCulture), "0");
}
