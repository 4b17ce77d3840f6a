using System.Text.RegularExpressions;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

public sealed partial class DemoCommandTests
{
    [Fact]
    public async Task Headless_EndsWithASummaryInWhichEveryPictureIsAccountedFor()
    {
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "demo", "--frames", "300", "--headless");

        Assert.True(code == 0, errors);
        var captured = Number(Captured(), output);
        Assert.Equal(300, captured);
        Assert.Equal(captured, Number(Segmented(), output) + Number(Dropped(), output) + Number(Failed(), output));
        Assert.Equal(0, Number(InFlight(), output));
        Assert.True(Number(Flagged(), output) > 0, output);
        Assert.True(Number(Explained(), output) > 0, output);
        Assert.True(Number(Delivered(), output) > 0, output);
        Assert.Contains("0 left in the outbox, 0 given up", output, StringComparison.Ordinal);
        Assert.Contains("rented = returned", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOutboxFolderThatCannotBeUsed_IsSaid_AndTheDemoGoesOnInMemory()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("taken"), "", TestContext.Current.CancellationToken);
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "demo", "--frames", "5", "--headless", "--set", $"Outbox:Folder={folder.File("taken")}");

        Assert.True(code == 0, errors);
        Assert.Contains($"Outbox folder '{folder.File("taken")}' cannot be used", output + errors, StringComparison.Ordinal);
        Assert.Contains("Until then unsent events are in memory", output + errors, StringComparison.Ordinal);
        Assert.Equal(5, Number(Captured(), output));
    }

    private static long Number(Regex what, string text) =>
        long.Parse(what.Match(text).Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([\d,]+) captured")]
    private static partial Regex Captured();

    [GeneratedRegex(@"^([\d,]+) frames in", RegexOptions.Multiline)]
    private static partial Regex Segmented();

    [GeneratedRegex(@"([\d,]+) dropped for newer ones")]
    private static partial Regex Dropped();

    [GeneratedRegex(@"newer ones, ([\d,]+) failed")]
    private static partial Regex Failed();

    [GeneratedRegex(@"([\d,]+) in flight")]
    private static partial Regex InFlight();

    [GeneratedRegex(@"([\d,]+) frames flagged")]
    private static partial Regex Flagged();

    [GeneratedRegex(@"([\d,]+) computed")]
    private static partial Regex Explained();

    [GeneratedRegex(@"([\d,]+) delivered")]
    private static partial Regex Delivered();
}
