using SegEdge.Testing;

namespace SegEdge.Explain.Tests;

/// <summary>Several questions about one frame are answered as if each were alone, from fewer passes.</summary>
public sealed class SharedPassesTests
{
    private static readonly ScoreTensor Head = new("field", 2, 12, 16, false, ScoreKind.Logits);
    private static readonly PixelRect Content = new(0, 0, Head.Width, Head.Height);

    public static TheoryData<string, JudgeKind> Cases() => new MatrixTheoryData<string, JudgeKind>(
        [ExplainerSet.Standard, "occlusion", "rise", "kernelshap", "local-occlusion"], [JudgeKind.Certificate, JudgeKind.Curves]);

    [Theory, MemberData(nameof(Cases))]
    public void EveryAnswer_IsThatOfTheQuestionAlone(string method, JudgeKind judge)
    {
        var options = new ExplainOptions { Method = method, Passes = 600, Judge = judge, Cells = new(4, 4), RandomDraws = 2, DatasetMean = [0] };
        var targets = Targets();
        var (together, passesTogether) = Ask(targets, options);
        var passesAlone = 0;
        foreach (var (i, target) in targets.Index())
        {
            var ((alone, passes), shared) = (Ask([target], options), together[i]);
            passesAlone += passes;
            Assert.NotNull(shared.Map);
            Assert.Equal(alone[0].Map!.Cells.ToArray(), shared.Map.Cells.ToArray());
            Assert.Equal((alone[0].Status, alone[0].Faithfulness, alone[0].RandomFaithfulness), (shared.Status, shared.Faithfulness, shared.RandomFaithfulness));
            Assert.Equal(alone[0].Insertion?.Curves[0].Overlaps, shared.Insertion?.Curves[0].Overlaps);
            Assert.Equal(alone[0].RandomInsertion?.Value, shared.RandomInsertion?.Value);
            Assert.Equal(alone[0].References, shared.References);
            Assert.Equal((alone[0].Passes, 0), (shared.Passes, alone[0].Reused));
            if (i == 0) Assert.Equal(0, shared.Reused);
            else Assert.InRange(shared.Reused, 1, shared.Passes);
        }
        // Gradients by differences run the model too, in the one case and in the other.
        Assert.Equal(together.Sum(a => a.Reused), passesAlone - passesTogether);
    }

    [Fact]
    public void OnOneReference_MasksDrawnWithoutRegardToTheRegion_ArePaidOnce()
    {
        var options = new ExplainOptions { Method = "rise", Reference = "dataset-mean", Passes = 500, Judge = JudgeKind.None, Cells = new(4, 4), DatasetMean = [0] };
        var (answers, _) = Ask(Targets(), options);
        Assert.Equal([(500, 0), (500, 500), (500, 500)], answers.Select(a => (a.Passes, a.Reused)));
    }

    [Fact]
    public void AfterTheCall_NothingIsRemembered()
    {
        var (explainer, runner, picture) = Lane();
        var options = new ExplainOptions { Method = "occlusion", Passes = 200, Judge = JudgeKind.None, Cells = new(4, 4), DatasetMean = [0] };
        var targets = Targets();
        explainer.Explain(picture, Content, targets, options, null, TestContext.Current.CancellationToken);
        var before = runner.Passes;
        explainer.Explain(picture, Content, targets[2], options, null, TestContext.Current.CancellationToken);
        Assert.Equal(16 + 5, runner.Passes - before); // each cell, the frame, four references
    }

    private static Target[] Targets() =>
    [
        Of(1, (x, y) => x < 4 && y < 4),
        Of(0, (x, y) => x >= 9 && y is > 1 and < 6),
        Of(1, (x, y) => x + y > 22),
    ];

    private static Target Of(int classIndex, Func<int, int, bool> isRegion)
    {
        var mask = new byte[Head.Width * Head.Height];
        for (var i = 0; i < mask.Length; i++) mask[i] = isRegion(i % Head.Width, i / Head.Width) ? (byte)1 : (byte)0;
        return new Target(0, Head, ["soil", "weed"], classIndex, null, new RegionMask(mask, Head.Width, Head.Height));
    }

    private static (IReadOnlyList<ExplanationResult> Answers, int Passes) Ask(IReadOnlyList<Target> targets, ExplainOptions options)
    {
        var (explainer, runner, picture) = Lane();
        var answers = explainer.Explain(picture, Content, targets, options, null, TestContext.Current.CancellationToken);
        return (answers, runner.Passes);
    }

    private static (RegionExplainer Explainer, BoxRunner Runner, float[] Picture) Lane()
    {
        var (random, runner) = (new Random(3), new BoxRunner(Head, 3, 2));
        var picture = Enumerable.Range(0, Head.Width * Head.Height).Select(_ => random.NextSingle() - 0.4f).ToArray();
        return (new RegionExplainer(runner, new NumericGradients(runner), "hash", TimeProvider.System), runner, picture);
    }
}
