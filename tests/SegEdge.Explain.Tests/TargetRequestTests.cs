namespace SegEdge.Explain.Tests;

public sealed class TargetRequestTests
{
    private static readonly ScoreTensor Field = new("field", 3, 2, 2, false, ScoreKind.Logits);
    private static readonly ScoreTensor Lane = new("lane", 1, 2, 2, false, ScoreKind.BinaryLogit);

    private static readonly HeadReading[] Heads =
    [
        new(0, Field, ["soil", "crop", "weed"], new byte[] { 0, 0, 0, 1 }),
        new(1, Lane, ["background", "lane"], new byte[] { 1, 0, 0, 0 }),
    ];

    [Fact]
    public void OnlyAClass_AsksForItsLargestRegionAgainstAllOthers()
    {
        var request = TargetRequest.Parse("class=weed");
        Assert.Equal(new TargetRequest("weed", null, null, RegionSelection.Largest), request);
    }

    [Theory]
    [InlineData("class=weed,foil=crop,head=field,region=12,34")]
    [InlineData("region=12,34,class=weed,head=field,foil=crop")]
    [InlineData(" CLASS = weed , region = 12 , 34 , foil=crop, head=field")]
    public void RegionWithItsComma_IsOneValue_InAnyOrder(string text) =>
        Assert.Equal(new TargetRequest("weed", "crop", "field", RegionSelection.At(12, 34)), TargetRequest.Parse(text));

    [Fact]
    public void Text_ComesBack()
    {
        const string text = "class=weed,foil=crop,head=field,region=12,34";
        Assert.Equal(text, TargetRequest.Parse(text).ToString());
    }

    [Theory]
    [InlineData("", "class, foil, head, region")]
    [InlineData("weed", "class, foil, head, region")]
    [InlineData("foil=crop", "no class")]
    [InlineData("class=weed,colour=red", "class, foil, head, region")]
    [InlineData("class=weed,class=crop", "given twice")]
    [InlineData("class=", "is empty")]
    [InlineData("class=weed,region=middle", "region=largest, region=all, region=uncertain, region=x,y")]
    [InlineData("class=weed,region=1,-2", "region=largest, region=all, region=uncertain, region=x,y")]
    [InlineData("class=weed,region=1,2,3", "region=largest, region=all, region=uncertain, region=x,y")]
    public void WhatIsNotUnderstood_SaysWhatIsAllowed(string text, string allowed) =>
        Assert.Contains(allowed, Assert.Throws<ExplainException>(() => TargetRequest.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Resolve_FindsTheOneHeadThatHasTheClass()
    {
        var target = TargetRequest.Parse("class=LANE,region=all").Resolve(Heads);
        Assert.Equal((1, "lane", 1, "lane"), (target.OutputIndex, target.Output.Head, target.ClassIndex, target.ClassName));
        Assert.Equal(1, target.Region.Area);
    }

    [Theory]
    [InlineData("class=tree", "head 'field' with classes soil, crop, weed; head 'lane' with classes background, lane")]
    [InlineData("class=soil,head=rail", "head 'field'")]
    [InlineData("class=soil,foil=lane", "no class 'lane' in head 'field'")]
    [InlineData("class=soil,foil=soil", "a foil is another class")]
    [InlineData("class=weed", "'soil' 75.0 %, 'crop' 25.0 %")]
    [InlineData("class=crop,region=0,1", "says 'soil', not 'crop'")]
    [InlineData("class=crop,region=2,0", "x in 0..1 and y in 0..1")]
    public void Resolve_NamesWhatIsThere(string text, string expected)
    {
        var error = Assert.Throws<ExplainException>(() => TargetRequest.Parse(text).Resolve(Heads));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AClassInTwoHeads_AsksForTheHead()
    {
        HeadReading[] twice = [Heads[0], Heads[0] with { OutputIndex = 1, Output = Field with { Head = "row" } }];
        var error = Assert.Throws<ExplainException>(() => TargetRequest.Parse("class=soil").Resolve(twice));
        Assert.Contains("head=field, head=row", error.Message, StringComparison.Ordinal);
    }
}
