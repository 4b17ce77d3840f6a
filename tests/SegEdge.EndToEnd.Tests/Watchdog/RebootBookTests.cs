using Microsoft.Extensions.Time.Testing;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Watchdog;
using SegEdge.EndToEnd.Tests.Deploy;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Watchdog;

/// <summary>How often a machine may be rebooted, over restarts of the process: each call here has a book of its own.</summary>
public sealed class RebootBookTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private string Request => _folder.File("run/reboot-request");

    [Fact]
    public void ByDefault_NothingIsEverAskedFor()
    {
        for (var n = 0; n < 10; n++) Assert.Contains("Policy is Never", Trip(new RebootOptions { RequestFile = Request }), StringComparison.Ordinal);
        Assert.False(File.Exists(Request));
    }

    [Fact]
    public void AfterEnoughHangsWithinAnHour_ItIsAskedFor_OnceADay()
    {
        Assert.Contains("1 hangs within an hour of 3", Trip(), StringComparison.Ordinal);
        Assert.Contains("2 hangs within an hour of 3", Trip(), StringComparison.Ordinal);
        Assert.False(File.Exists(Request));
        Assert.Contains("a reboot is asked for", Trip(), StringComparison.Ordinal);
        Assert.Equal("3 hangs within an hour\n", File.ReadAllText(Request));

        File.Delete(Request);
        for (var n = 0; n < 5; n++) Assert.Contains("1 reboots within 24 hours of at most 1", Trip(), StringComparison.Ordinal);
        Assert.False(File.Exists(Request));
        _time.Advance(TimeSpan.FromHours(24));
        Trip();
        Trip();
        Assert.Contains("a reboot is asked for", Trip(), StringComparison.Ordinal);
    }

    [Fact]
    public void HangsFarApart_DoNotAddUp()
    {
        for (var n = 0; n < 10; n++)
        {
            Trip();
            _time.Advance(TimeSpan.FromMinutes(31));
        }
        Assert.False(File.Exists(Request));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Trips\":")]
    public void ABookThatCannotBeRead_AsksForNothing(string content)
    {
        File.WriteAllText(_folder.File("watchdog.json"), content);
        for (var n = 0; n < 5; n++) Assert.StartsWith("no reboot is asked for: ", Trip(), StringComparison.Ordinal);
        Assert.False(File.Exists(Request));
    }

    // A pipe that nobody writes to answers as a disk that hangs does: never.
    [Fact]
    public async Task ABookThatDoesNotAnswer_IsNotWaitedFor_AndAsksForNothing()
    {
        Assert.Equal(0, (await Shell.RunAsync("mkfifo", _folder.File("watchdog.json"))).ExitCode);
        var tripped = Task.Run(() => Trip(within: TimeSpan.FromMilliseconds(50)), TestContext.Current.CancellationToken);
        try
        {
            Assert.Contains("could not be read and written within", await tripped.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(_folder.File("watchdog.json"), "", TestContext.Current.CancellationToken); // lets the reader go
        }
    }

    [Fact]
    public void WithoutAFolder_AsksForNothing() =>
        Assert.Contains("without an outbox folder", new RebootBook(new RebootOptions { Policy = RebootPolicy.Request }, null, _time).Tripped(Patience), StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private string Trip(RebootOptions? options = null, TimeSpan? within = null) =>
        new RebootBook(options ?? new RebootOptions { Policy = RebootPolicy.Request, RequestFile = Request }, _folder.File("watchdog.json"), _time).Tripped(within ?? Patience);
}
