using System.Text.Json;
using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Plays scenes into <see cref="LatestFrame"/> as the pipeline would: encodes nothing while nobody watches.</summary>
public sealed class LivePump : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private long _published;

    public LivePump(LatestFrame frames, IReadOnlyList<Scene> scenes, double fps = 12) => _run = RunAsync(frames, scenes, fps);

    public long Published => Interlocked.Read(ref _published);

    public static LivePicture PictureOf(Scene scene, long number, string camera = "front")
    {
        var classes = SceneClasses.Names.Select((name, i) =>
        {
            var area = scene.Area(i);
            return new LiveClass(i, name, area, area > 0 ? 0.97 - (0.03 * i) : null);
        }).ToList();
        var wave = Math.Sin(number / 7.0);
        var latency = new LiveLatency(1.8 + (0.2 * wave), 17.2 + (2.4 * wave), 2.1, 21.1 + (2.6 * wave));
        IReadOnlyList<LiveFlag> flags = number / 30 % 2 == 1
            ? [new("lowMargin", "pedestrian", "alert"), new("rareClass", "cyclist", "review")]
            : [];
        var report = new LiveReport(camera, number, DateTimeOffset.UtcNow, scene.Width, scene.Height, 24.8,
            [new LiveHead("classes", classes)], flags, latency);
        return new LivePicture(JsonSerializer.SerializeToUtf8Bytes(report, DashboardJson.Default.LiveReport), scene.Jpeg, [scene.Mask]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(LatestFrame frames, IReadOnlyList<Scene> scenes, double fps)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1 / fps));
        try
        {
            for (var number = 184_000L; await clock.WaitForNextTickAsync(_stop.Token); number++)
            {
                if (!frames.Wanted) continue;
                frames.Publish(PictureOf(scenes[(int)(number % scenes.Count)], number));
                Interlocked.Increment(ref _published);
            }
        }
        catch (OperationCanceledException) { } // expected: the test ends
    }
}
