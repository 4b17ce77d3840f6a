using System.Device.Gpio;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Doctor;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>The doctor's look at two lines that a wire joins.</summary>
public sealed class GpioLoopbackTests
{
    private const int Output = 50, Input = 51;

    private static readonly GpioOptions Unconfigured = new() { Chip = "tegra234-gpio" };

    private readonly ScriptedGpioChips _chips = new();

    [Fact]
    public void ABridgedPair_Follows_AndTheOutputEndsWhereItBegan()
    {
        _chips.Main.Bridges[Input] = Output;
        var finding = Run(Unconfigured);
        Assert.True(finding.Verdict == Verdict.Good, finding.Found);
        Assert.Contains("line 51 followed line 50 20 times", finding.Found, StringComparison.Ordinal);
        Assert.Equal((PinMode.Output, PinMode.Input), (_chips.Main.ModeOf(Output), _chips.Main.ModeOf(Input)));
        Assert.Equal((PinValue.Low, PinValue.Low), (_chips.Main.Written.First().Level, _chips.Main.Written.Last().Level));
        Assert.All(_chips.Main.Written, write => Assert.Equal(Output, write.Line));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AnInputThatStays_IsNamed_WithTheLevelsOfBoth(int level)
    {
        _chips.Main.Bridges[Input] = Output;
        _chips.Main.Stuck[Input] = level;
        var finding = Run(Unconfigured);
        Assert.Equal(Verdict.Bad, finding.Verdict);
        Assert.Contains($"line 51 reads {(PinValue)level}", finding.Found, StringComparison.Ordinal);
        Assert.Contains("pinmux", finding.Fix, StringComparison.Ordinal);
        Assert.Equal(PinValue.Low, _chips.Main[Output]);
    }

    [Fact]
    public void AConfiguredOutput_RestsAtItsSafeLevel()
    {
        _chips.Main.Bridges[Input] = Output;
        var finding = Run(Unconfigured with { Safe = new() { Line = Output, SafeLevel = GpioLevel.High } });
        Assert.True(finding.Verdict == Verdict.Good, finding.Found);
        Assert.Equal((PinValue.High, PinValue.High), (_chips.Main.Written.First().Level, _chips.Main.Written.Last().Level));
    }

    [Fact]
    public void AnUnreadableInput_AndAChipThatIsNot_AreFindings()
    {
        _chips.Main.Unreadable[Input] = true;
        Assert.Contains("remote I/O error", Run(Unconfigured).Found, StringComparison.Ordinal);
        Assert.Contains("no chip 'elsewhere'", Run(Unconfigured with { Chip = "elsewhere" }).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("85")]
    [InlineData("85:85")]
    [InlineData("85:-1")]
    [InlineData("a:b")]
    [InlineData("1:2:3")]
    public void OtherThanTwoLines_IsRefused(string text) => Assert.Contains($"is '{text}', expected OUT:IN", Assert.Throws<UsageException>(() => LoopbackLines.Parse(text)).Message, StringComparison.Ordinal);

    private Finding Run(GpioOptions options) => new GpioLoopback(_chips, TimeProvider.System).Run(options, new LoopbackLines(Output, Input));
}
