using Microsoft.Extensions.Time.Testing;

namespace SegEdge.Explain.Tests;

public sealed class RegionExplainerTests
{
    private static readonly ExplainOptions Plain = new() { Cells = new CellCount(6, 6), Passes = 340, Judge = JudgeKind.Curves };

    [Fact]
    public void TheReferenceWithTheLowestScore_IsTakenAndNamed()
    {
        var result = Explain(new Planted(), Plain);
        Assert.Equal(["blur", "frame-mean", "dataset-mean", "noise"], result.References.Select(r => r.Name));
        Assert.Equal([8, 8, 0, 8], result.References.Select(r => Math.Round(r.Empty, 4))); // a frame of ones stays ones but for the zeros
        Assert.Equal("dataset-mean", result.Map!.Reference);
        Assert.Equal(8, result.Contrast!.Value, 1e-5);
    }

    [Fact]
    public void AReferenceThatIsAskedFor_IsTheOnlyOneTried()
    {
        var result = Explain(new Planted(), Plain with { Reference = "blur" });
        Assert.Equal([("blur", 8)], result.References.Select(r => (r.Name, Math.Round(r.Empty, 4))));
        Assert.Equal("blur", result.Map!.Reference);
    }

    [Fact]
    public void AnOrdinaryFrame_IsOk_WithEverythingMeasured()
    {
        var planted = new Planted();
        var result = Explain(planted, Plain);
        Assert.Equal((ExplainStatus.Ok, null, null), (result.Status, result.Reason, result.FaithfulnessAbsent));
        Assert.Equal(1 + 4 + 36 + (5 * 19), result.Passes);
        Assert.Equal(planted.Runner.Passes, result.Passes);
        Assert.Equal("insertion-deletion/20", result.FaithfulnessHow);
        Assert.Equal(result.Insertion!.Value - result.Deletion!.Value, result.Faithfulness);
        Assert.True(result.MarginOverRandom > 0.2, $"{result.MarginOverRandom}");
        Assert.Equal((8, 0, 36, "hash"), (result.Map!.Full, Math.Round(result.Map.Empty, 6), result.Map.Passes, result.Map.ModelHash));
    }

    [Fact]
    public void TheDefaultBudget_LeavesRoomForTheMapTheProbeAndThreeControls()
    {
        var result = Explain(new Planted(), new ExplainOptions { Cells = new CellCount(20, 12) });
        Assert.Equal(("patches=11x10", 32), (result.Map!.Parameters, result.Passes - result.Map.Passes - 5));
        Assert.NotNull(result.RandomFaithfulness);
    }

    [Fact]
    public void NoContrast_IsUntrusted_AndNamesTheNumbers()
    {
        var result = Explain(new Planted(picture: 0), Plain); // nothing but zeros: no reference can take evidence away
        Assert.Equal(ExplainStatus.Untrusted, result.Status);
        Assert.Equal("no contrast: v(1) - v(0) = 0 with the lowest of 4 references; expected at least 1", result.Reason);
        Assert.Null(result.Faithfulness);
        Assert.NotNull(result.FaithfulnessAbsent);
        Assert.NotNull(result.Map);
    }

    [Fact]
    public void TheContrastThreshold_IsAnOption()
    {
        var result = Explain(new Planted(), Plain with { ContrastThreshold = 8.5 });
        Assert.EndsWith("expected at least 8.5", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AMapThatIsHardlyBetterThanChance_IsUntrusted()
    {
        var results = Enumerable.Range(0, 8).Select(seed => Explain(new Planted(), Plain with { Method = "random", Seed = seed })).ToList();
        foreach (var result in results)
            Assert.Equal(result.Faithfulness > ExplainOptions.DefaultFaithfulness * Attainable.Gap(covered: 1) ? ExplainStatus.Ok : ExplainStatus.Untrusted, result.Status);
        Assert.Contains(results, r => r.Reason?.StartsWith("not faithful", StringComparison.Ordinal) == true);
    }

    // The planted score is the same at every output pixel: any region gets the same map and the same faithfulness, but leaves it another share of the picture.
    [Fact]
    public void OfASmallRegion_MoreFaithfulnessIsExpected()
    {
        var planted = new Planted();
        var quarter = new byte[16];
        quarter.AsSpan(0, 4).Fill(1);
        var target = new Target(0, planted.Target.Output, ["soil", "weed"], 1, null, new RegionMask(quarter, 4, 4));
        var explainer = new RegionExplainer(planted.Runner, null, "hash", TimeProvider.System);
        ExplanationResult Ask(Target asked, long seed) => explainer.Explain(
            planted.Picture, planted.Content, asked, Plain with { Method = "random", Seed = seed }, cancel: TestContext.Current.CancellationToken);

        var between = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var (whole, small) = (Ask(planted.Target, seed), Ask(target, seed));
            Assert.Equal(whole.Faithfulness, small.Faithfulness);
            Assert.Equal(small.Faithfulness > ExplainOptions.DefaultFaithfulness * 0.75, small.Status == ExplainStatus.Ok);
            if (whole.Status == small.Status) continue;
            between++;
            Assert.Equal((ExplainStatus.Ok, ExplainStatus.Untrusted), (whole.Status, small.Status));
            Assert.EndsWith("expected above 0.413 for a region of 25 % of the picture", small.Reason, StringComparison.Ordinal);
        }
        Assert.NotEqual(0, between);
    }

    [Theory]
    [InlineData("occlusion", 100)]
    [InlineData("occlusion", 60)]
    [InlineData("rise", 100)]
    [InlineData("rise", 400)]
    [InlineData("random", 60)]
    public void ThePassBudget_HoldsEverythingTogether(string method, int passes)
    {
        var planted = new Planted();
        var result = Explain(planted, Plain with { Method = method, Passes = passes });
        Assert.InRange(planted.Runner.Passes, 1, passes);
        Assert.Equal(planted.Runner.Passes, result.Passes);
        Assert.NotNull(result.Map);
        Assert.Equal(passes < 80 && method != "random", result.Faithfulness is null);
    }

    [Fact]
    public void ShortOfPasses_TheMapGetsThem_AndFaithfulnessSaysWhyItIsAbsent()
    {
        var result = Explain(new Planted(), Plain with { Passes = 60 });
        Assert.Equal(ExplainStatus.Ok, result.Status);
        Assert.Contains("insertion and deletion take 38 passes; the limits leave 27", result.FaithfulnessAbsent, StringComparison.Ordinal);
        Assert.Equal(36, result.Map!.Passes);
    }

    [Theory]
    [InlineData(3, "before the frame and 4 references were read")]
    [InlineData(8, "at least 4 passes")]
    public void TooFewPassesForAMap_IsSkippedWithTheReason(int passes, string reason)
    {
        var result = Explain(new Planted(), Plain with { Passes = passes });
        Assert.Equal((ExplainStatus.Skipped, null), (result.Status, result.Map));
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("occlusion", 3000)]
    [InlineData("rise", 3000)]
    [InlineData("occlusion", 1200)]
    [InlineData("rise", 1200)]
    public void TheDeadline_EndsEverythingWithinOnePass(string method, int milliseconds)
    {
        var (planted, clock) = (new Planted(), new FakeTimeProvider());
        planted.Runner.OnRun = (_, _) => clock.Advance(TimeSpan.FromMilliseconds(30));
        var options = Plain with { Method = method, Passes = 10_000, Time = TimeSpan.FromMilliseconds(milliseconds) };
        var result = Explain(planted, options, clock);
        Assert.NotNull(result.Map);
        Assert.Equal(ExplainStatus.Ok, result.Status);
        Assert.InRange(result.Elapsed.TotalMilliseconds, 1, milliseconds + 29);
        Assert.Equal(milliseconds == 3000, result.Faithfulness is not null);
    }

    [Fact]
    public void PassesThatTurnSlow_LeaveTheMap_AndSayThatTheMetricsDidNotFit()
    {
        var (planted, clock) = (new Planted(), new FakeTimeProvider());
        planted.Runner.OnRun = (pass, _) => clock.Advance(TimeSpan.FromMilliseconds(pass <= 41 ? 10 : 200));
        var options = Plain with { Time = TimeSpan.FromSeconds(2) };
        var result = Explain(planted, options, clock);
        Assert.Equal((ExplainStatus.Ok, null), (result.Status, result.Faithfulness));
        Assert.Contains("ms have passed before both curves were measured", result.FaithfulnessAbsent, StringComparison.Ordinal);
        Assert.InRange(result.Elapsed.TotalMilliseconds, 1, 2199);
    }

    [Theory]
    [InlineData("occlusion")]
    [InlineData("rise")]
    public void LetterboxPadding_IsNeverTouched(string method)
    {
        var planted = new Planted(content: new PixelRect(0, 8, 48, 32));
        for (var i = 0; i < planted.Picture.Length; i++)
            if (!planted.Content.Contains(i % 48, i / 48 % 48)) planted.Picture[i] = 0.5f;
        planted.Runner.OnRun = (_, picture) =>
        {
            for (var i = 0; i < picture.Length; i++)
                if (!planted.Content.Contains(i % 48, i / 48 % 48)) Assert.Equal(0.5f, picture[i]);
        };
        var result = Explain(planted, Plain with { Method = method, Passes = 200 });
        Assert.Equal(planted.Content, result.Map!.Content);
    }

    [Theory]
    [InlineData("occlusion")]
    [InlineData("rise")]
    public void BothLayouts_GiveTheSameAnswer(string method)
    {
        var (first, last) = (new Planted(channelsLast: false), new Planted(channelsLast: true));
        var random = new Random(5);
        for (var i = 0; i < first.Picture.Length; i++)
        {
            first.Picture[i] = (float)(0.5 + random.NextDouble());
            last.Picture[(i % 2304 * 3) + (i / 2304)] = first.Picture[i];
        }
        var options = Plain with { Method = method, Passes = 150 };
        var (one, other) = (Explain(first, options), Explain(last, options));
        Assert.Equal(one.Map!.Cells.ToArray(), other.Map!.Cells.ToArray());
        Assert.Equal(one.Faithfulness, other.Faithfulness);
    }

    [Fact]
    public void OneLane_AnswersAgain_AsIfItWereNew()
    {
        var planted = new Planted();
        var lane = new RegionExplainer(planted.Runner, null, "hash", TimeProvider.System);
        var first = Ask(lane, planted, Plain);
        Ask(lane, new Planted(picture: 0), Plain with { Method = "rise" });
        var again = Ask(lane, planted, Plain);
        Assert.Equal(first.Map!.Cells.ToArray(), again.Map!.Cells.ToArray());
        Assert.Equal(first.Faithfulness, again.Faithfulness);
    }

    [Fact]
    public void TheSameSeed_GivesTheSameBytes_AnotherDoesNot()
    {
        var options = Plain with { Method = "rise", Passes = 150, Seed = 11 };
        var (one, same) = (Explain(new Planted(), options), Explain(new Planted(), options));
        var other = Explain(new Planted(), options with { Seed = 12 });
        Assert.Equal(one.Map!.Cells.ToArray(), same.Map!.Cells.ToArray());
        Assert.Equal((one.Faithfulness, one.RandomInsertion?.Value), (same.Faithfulness, same.RandomInsertion?.Value));
        Assert.NotEqual(one.Map.Cells.ToArray(), other.Map!.Cells.ToArray());
    }

    [Fact]
    public void ATargetOfAnotherModel_IsAnErrorBeforeAnyPass()
    {
        var (planted, other) = (new Planted(), new Planted(kind: ScoreKind.BinaryLogit));
        var lane = new RegionExplainer(planted.Runner, null, "hash", TimeProvider.System);
        var error = Assert.Throws<ExplainException>(() => lane.Explain(
            planted.Picture, planted.Content, other.Target, Plain, null, TestContext.Current.CancellationToken));
        Assert.Contains("resolve the target again", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, planted.Runner.Passes);
    }

    [Fact]
    public void Progress_IsToldAfterEveryPass()
    {
        var told = new List<ExplainProgress>();
        var planted = new Planted();
        var result = Explain(planted, Plain, progress: new Listener(told));
        Assert.Equal(Enumerable.Range(1, result.Passes), told.Select(p => p.Passes));
        Assert.All(told, p => Assert.Equal(Plain.Passes, p.Total));
    }

    [Fact]
    public void Cancellation_EndsItBeforeTheNextPass()
    {
        using var cancel = new CancellationTokenSource();
        var planted = new Planted();
        planted.Runner.OnRun = (pass, _) =>
        {
            if (pass == 10) cancel.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => new RegionExplainer(planted.Runner, null, "hash", TimeProvider.System)
            .Explain(planted.Picture, planted.Content, planted.Target, Plain, null, cancel.Token));
        Assert.Equal(10, planted.Runner.Passes);
    }

    [Theory]
    [InlineData(ScoreKind.Probabilities)]
    [InlineData(ScoreKind.BinaryLogit)]
    [InlineData(ScoreKind.BinaryProbability)]
    [InlineData(ScoreKind.ClassIndex)]
    public void EveryKindOfScore_IsExplained(ScoreKind kind)
    {
        var result = Explain(new Planted(kind: kind), Plain);
        Assert.NotNull(result.Map);
        if (kind != ScoreKind.ClassIndex) Assert.True(result.MarginOverRandom > 0.2, $"{result.MarginOverRandom}");
    }

    [Fact]
    public void Options_ListEveryMistakeAtOnce()
    {
        var options = new ExplainOptions
        {
            Method = "magic",
            Passes = 0,
            Time = TimeSpan.Zero,
            Steps = 1,
            RandomDraws = -1,
            Cells = new(0, 99),
            Reference = "black",
        };
        var message = Assert.Throws<ExplainException>(options.Validate).Message;
        Assert.All((string[])["occlusion, rise, kernelshap", "Passes is 0", "Time is", "Steps is 1", "RandomDraws is -1", "Cells is 0x99", "Reference 'black' is unknown; expected one of blur, frame-mean, dataset-mean, noise"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static ExplanationResult Explain(
        Planted planted, ExplainOptions options, TimeProvider? clock = null, IProgress<ExplainProgress>? progress = null) =>
        Ask(new RegionExplainer(planted.Runner, null, "hash", clock ?? TimeProvider.System), planted, options, progress);

    private static ExplanationResult Ask(
        RegionExplainer lane, Planted planted, ExplainOptions options, IProgress<ExplainProgress>? progress = null) =>
        lane.Explain(planted.Picture, planted.Content, planted.Target, options, progress, TestContext.Current.CancellationToken);

    private sealed class Listener(List<ExplainProgress> told) : IProgress<ExplainProgress>
    {
        public void Report(ExplainProgress value) => told.Add(value);
    }
}
