using System.Device.Gpio;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Gpio;
using SegEdge.Pipeline.Flags;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>Which chip through which library, and what cannot be opened.</summary>
public sealed class GpioLinesTests
{
    private static readonly GpioChipInfo Main = new(1, "gpiochip1", "tegra234-gpio", 164), AlwaysOn = new(0, "gpiochip0", "tegra234-gpio-aon", 32);

    [Fact]
    public void TheChip_IsFoundByItsLabel_WhateverItsIndex()
    {
        var opened = new List<GpioChipInfo>();
        var chips = new LibGpiodChips([Library("libgpiod.so.2", true, opened, AlwaysOn, Main)]);
        using var driver = chips.Open("tegra234-gpio");
        Assert.Equal([Main], opened);
    }

    [Theory]
    [InlineData(true, true, "libgpiod.so.3")]
    [InlineData(false, true, "libgpiod.so.2")]
    [InlineData(true, false, "libgpiod.so.3")]
    public void TheDriver_IsThatOfTheInstalledLibrary(bool three, bool two, string used)
    {
        List<GpioChipInfo> byThree = [], byTwo = [];
        var chips = new LibGpiodChips([Library("libgpiod.so.3", three, byThree, Main), Library("libgpiod.so.2", two, byTwo, Main)]);
        using var driver = chips.Open("tegra234-gpio");
        Assert.Equal(used, byThree.Count > 0 ? "libgpiod.so.3" : "libgpiod.so.2");
        Assert.Single(byThree.Concat(byTwo));
    }

    [Fact]
    public void TheKnownLibraries_AreThoseOfBothVersions() => Assert.Equal(["libgpiod.so.3", "libgpiod.so.2"], GpiodLibrary.Known.Select(l => l.File));

    [Fact]
    public void WithoutALibrary_OrTheChip_TheProblemNamesWhatToDo()
    {
        Assert.Contains("apt-get install", Problem(new LibGpiodChips([Library("libgpiod.so.2", false, [], Main)])), StringComparison.Ordinal);
        Assert.Contains("expected one of 'tegra234-gpio', 'tegra234-gpio-aon'", Problem(new LibGpiodChips([Library("libgpiod.so.2", true, [], AlwaysOn, Main)]), "gpiochip0"), StringComparison.Ordinal);
        Assert.Contains("no GPIO chip at all", Problem(new LibGpiodChips([Library("libgpiod.so.2", true, [])])), StringComparison.Ordinal);
        Assert.Contains("which is meant cannot be told", Problem(new LibGpiodChips([Library("libgpiod.so.2", true, [], Main, Main)])), StringComparison.Ordinal);

        static string Problem(LibGpiodChips chips, string label = "tegra234-gpio") => Assert.Throws<GpioException>(() => chips.Open(label)).Message;
    }

    [Fact]
    public void AChipThatIsNotThere_ClosesWhatWasOpened()
    {
        var chips = new ScriptedGpioChips();
        Assert.Throws<GpioException>(() => new GpioLines(new GpioOptions { Safe = new() { Line = 7 }, Trigger = new() { Line = 7, Chip = "gpiochip0" } }, chips));
        Assert.True(chips.Main.IsDisposed);
    }

    [Fact]
    public void LinesThatContradictEachOther_AreNamedBeforeAnyIsOpened()
    {
        Assert.Empty(GpioCheck.Find(new SegEdgeOptions { Gpio = GpioRig.Options }));
        Assert.Contains("no line is set", Assert.Single(Problems(new GpioOptions())), StringComparison.Ordinal);
        Assert.StartsWith("Gpio: line 7 of chip 'tegra234-gpio' is used twice, by Mode and Alarm", Assert.Single(Problems(new GpioOptions
        {
            Mode = new() { Line = 7 },
            Alarm = new() { Line = 7, Chip = "tegra234-gpio" },
            Safe = new() { Line = 7, Chip = "tegra234-gpio-aon" },
        })), StringComparison.Ordinal);
        Assert.StartsWith("Gpio:Trigger: has a line, and Flags has no rule of kind Trigger", Assert.Single(Problems(new GpioOptions { Trigger = new() { Line = 7 } })), StringComparison.Ordinal);

        static IEnumerable<string> Problems(GpioOptions gpio) =>
            GpioCheck.Find(new SegEdgeOptions { Gpio = gpio with { Enabled = true }, Flags = [new FlagRuleOptions { Kind = FlagRuleKind.EveryNth }] });
    }

    private static GpiodLibrary Library(string file, bool installed, List<GpioChipInfo> opened, params GpioChipInfo[] chips) =>
        new(file, () => installed, () => chips, chip =>
        {
            opened.Add(chip);
            return new ScriptedGpioDriver();
        });
}
