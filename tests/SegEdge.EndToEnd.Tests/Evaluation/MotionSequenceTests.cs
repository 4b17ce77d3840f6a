using OpenCvSharp;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Evaluation.Motion;

namespace SegEdge.EndToEnd.Tests.Evaluation;

/// <summary>A flow that is called exact must carry one frame into the next.</summary>
public sealed class MotionSequenceTests
{
    private static readonly MotionSettings Small = new() { Width = 96, Height = 64, Frames = 9, Seed = 3 };

    public static TheoryData<string, int> Moving()
    {
        var cases = new TheoryData<string, int>();
        foreach (var kind in new[] { MotionKind.Pan, MotionKind.Zoom, MotionKind.Turn, MotionKind.Shake, MotionKind.Occlusion })
            foreach (var seed in new[] { 1, 2, 3 }) cases.Add(kind.ToString(), seed);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Moving))]
    public void FrameBefore_CarriedByTheFlow_IsTheFrame(string kind, int seed)
    {
        using var still = Stills.Soft(600, 400, 1);
        using var sequence = new MotionSequence(Enum.Parse<MotionKind>(kind), Small with { Width = 192, Height = 128, Seed = seed }, still);
        for (var t = 1; t < sequence.Length; t++)
        {
            var flow = sequence.FlowTo(t)!;
            var (before, now) = (sequence.Picture(t - 1), sequence.Picture(t));
            var (right, wrong, none) = (flow.Error(before, now, 1), flow.Error(before, now, -1), flow.Error(before, now, 0));
            Assert.True(flow.ValidShare > 0.6, $"frame {t}: {flow.ValidShare:P0} valid");
            // Bytes are rounded, OpenCV samples at 1/32 of a pixel and the reads here are linear: that much is theirs, most of it on the patch.
            Assert.True(right < (kind == "Occlusion" ? 1 : 0.6), $"frame {t}: {right:0.00} of 255 with the flow, {none:0.00} without, {wrong:0.00} against it");
            if (flow.Moves()) Assert.True(right * 4 < none && !(right * 4 > wrong), $"frame {t}: {right:0.00} with the flow, {none:0.00} without, {wrong:0.00} against it");
        }
    }

    [Fact]
    public void Still_HasFlowZero_Everywhere_AndOneFrame()
    {
        using var picture = Stills.Soft(120, 80, 1);
        using var sequence = new MotionSequence(MotionKind.Still, Small, picture);
        var flow = sequence.FlowTo(5)!;
        Assert.Equal(1, flow.ValidShare);
        Assert.False(flow.Moves());
        Assert.Equal(sequence.Picture(0), sequence.Picture(8));
    }

    [Fact]
    public void Pan_HasOneFlow_OfTheSpeedAskedFor()
    {
        using var picture = Stills.Soft(400, 300, 1);
        using var sequence = new MotionSequence(MotionKind.Pan, Small with { PanSpeed = 0.02, PanReach = 2, Height = 20, Width = 30 }, picture);
        var flow = sequence.FlowTo(1)!;
        var first = Array.IndexOf(flow.Valid, (byte)1);
        Assert.Equal(0.02 * 30, Math.Sqrt(flow.Dx[first] * flow.Dx[first] + flow.Dy[first] * flow.Dy[first]), 1e-4);
        for (var i = 0; i < flow.Valid.Length; i++)
            if (flow.Valid[i] == 1) Assert.Equal((flow.Dx[first], flow.Dy[first]), (flow.Dx[i], flow.Dy[i]), new Near(1e-4));
    }

    [Fact]
    public void Turn_LeavesTheMiddleWhereItIs_AndMovesTheRim()
    {
        using var picture = Stills.Soft(400, 300, 1);
        using var sequence = new MotionSequence(MotionKind.Turn, Small with { Width = 97, Height = 65, TurnSpeed = 1 }, picture);
        var flow = sequence.FlowTo(1)!;
        Assert.Equal((0, 0), (flow.Dx[32 * 97 + 48], flow.Dy[32 * 97 + 48]), new Near(1e-4));
        Assert.Equal(double.DegreesToRadians(1) * 30, Math.Abs(flow.Dx[62 * 97 + 48]), 0.02);
    }

    [Fact]
    public void Occlusion_WhatThePatchUncovers_IsNotValid()
    {
        using var picture = Stills.Soft(400, 300, 1);
        using var sequence = new MotionSequence(MotionKind.Occlusion, Small with { Width = 160, Height = 96 }, picture);
        var (before, now, flow) = (sequence.Picture(3), sequence.Picture(4), sequence.FlowTo(4)!);
        Assert.InRange(flow.ValidShare, 0.6, 0.99);
        var uncovered = Enumerable.Range(0, flow.Valid.Length).Where(i => flow.Valid[i] == 0).ToArray();
        var changed = uncovered.Count(i => Math.Abs(before[i * 3] - now[i * 3]) + Math.Abs(before[i * 3 + 1] - now[i * 3 + 1]) > 6);
        Assert.True(changed * 2 > uncovered.Length, $"{changed} of {uncovered.Length} pixels without flow look different");
    }

    [Fact]
    public void Cut_HasNoFlow_AndAnotherPicture()
    {
        using var one = Stills.Soft(200, 150, 1);
        using var other = Stills.Soft(150, 200, 2);
        using var sequence = new MotionSequence(MotionKind.Cut, Small, one, other);
        var cut = Enumerable.Range(0, sequence.Length).Single(sequence.IsCut);
        Assert.Equal(Small.Frames / 2, cut);
        Assert.Null(sequence.FlowTo(0));
        Assert.Null(sequence.FlowTo(cut));
        Assert.Equal(1, sequence.FlowTo(cut - 1)!.ValidShare);
        Assert.Equal(1, sequence.FlowTo(cut + 1)!.ValidShare);
        Assert.Equal(sequence.Picture(0), sequence.Picture(cut - 1));
        Assert.NotEqual(sequence.Picture(cut - 1), sequence.Picture(cut));
    }

    [Theory]
    [InlineData("Pan")]
    [InlineData("Shake")]
    [InlineData("Occlusion")]
    public void EqualSeeds_GiveEqualBytes_InAnyOrder_OthersDoNot(string kind)
    {
        using var still = Stills.Soft(400, 300, 1);
        using var one = new MotionSequence(Enum.Parse<MotionKind>(kind), Small, still);
        using var same = new MotionSequence(Enum.Parse<MotionKind>(kind), Small, still);
        using var other = new MotionSequence(Enum.Parse<MotionKind>(kind), Small with { Seed = 4 }, still);
        var last = one.Picture(7);
        for (var t = 0; t < one.Length; t++) Assert.Equal(one.Picture(t), same.Picture(t));
        Assert.Equal(last, one.Picture(7));
        Assert.NotEqual(last, other.Picture(7));
        Assert.Equal(one.FlowTo(7)!.Dx, same.FlowTo(7)!.Dx);
    }

    [Theory]
    [InlineData("Pan")]
    [InlineData("Zoom")]
    [InlineData("Turn")]
    [InlineData("Shake")]
    public void NoBorder_IsEverSeen(string kind)
    {
        // A still that is white but for a black frame at its very edge.
        using var still = new Mat(300, 400, MatType.CV_8UC3, Scalar.All(255));
        Cv2.Rectangle(still, new Rect(0, 0, 400, 300), Scalar.All(0));
        using var sequence = new MotionSequence(Enum.Parse<MotionKind>(kind), Small with { Width = 300, Height = 200, Frames = 60 }, still);
        for (var t = 0; t < sequence.Length; t++) Assert.All(sequence.Picture(t), v => Assert.Equal(255, v));
    }

    [Fact]
    public void StillsThatDoNotFit_AreRefused_WithNumbers()
    {
        using var tiny = Stills.Soft(40, 30, 1);
        Assert.Contains("40x30", Assert.Throws<UsageException>(() => new MotionSequence(MotionKind.Pan, Small, tiny)).Message, StringComparison.Ordinal);
        Assert.Contains("second still", Assert.Throws<UsageException>(() => new MotionSequence(MotionKind.Cut, Small, tiny)).Message, StringComparison.Ordinal);
        var both = Assert.Throws<UsageException>(() => new MotionSequence(MotionKind.Pan, Small with { Frames = 1, Width = 3 }, tiny));
        Assert.Equal(2, both.Problems.Count);
    }
}
