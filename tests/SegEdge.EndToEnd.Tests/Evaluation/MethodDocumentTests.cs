using SegEdge.EdgeHost.Evaluation.Reports;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class MethodDocumentTests
{
    /// <summary>Fails after a study came in: run <c>segedge study-report docs/study --into docs/method.md</c>.</summary>
    [Fact]
    public void TablesAndFiguresOfTheMethod_AreThoseOfTheMeasurementsBesideIt()
    {
        var (document, study) = (Repository.Path("docs/method.md"), Repository.Path("docs/study"));
        var studies = new StudyFolders([new DirectoryInfo(study)]);
        var text = File.ReadAllText(document);
        Assert.Equal(GeneratedText.Fill(text, document, StudySections.Of(studies, "study/figures")), text);
        var figures = StudyFigures.Of(studies);
        var kept = Directory.Exists(Path.Combine(study, "figures")) ? Directory.GetFiles(Path.Combine(study, "figures")) : [];
        Assert.Equal(figures.Keys.Order(StringComparer.Ordinal), kept.Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        Assert.All(figures, f => Assert.Equal(f.Value, File.ReadAllText(Path.Combine(study, "figures", f.Key))));
    }
}
