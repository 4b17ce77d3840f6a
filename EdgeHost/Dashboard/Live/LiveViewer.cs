using System.Net.WebSockets;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>One browser that watches: gets the newest picture, then the newest again, and never a queue of old ones.</summary>
/// <remarks>A send that has completed only reached the kernel, whose buffers hold seconds of pictures for a slow link. A viewer that asks
/// for acknowledgement answers every picture it has drawn, and at most <see cref="Window"/> are under way to it.</remarks>
public sealed class LiveViewer(WebSocket socket, LatestFrame frames, bool acknowledges) : IDisposable
{
    // 2: one is drawn while the next travels; a third would only be older when it is seen.
    private const int Window = 2;

    // A link that moves nothing for this long shows no live picture; the browser connects again by itself.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _credit = new(Window, Window);

    /// <summary>Sends until the browser leaves or <paramref name="stopping"/>; neither is an error.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var watch = frames.Watch();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var listening = ListenAsync(leaving);
        try { await SendAsync(leaving.Token); }
        catch (OperationCanceledException) { } // expected: the browser left, the host stops, or the link moves nothing
        catch (WebSocketException) { } // expected: the connection broke between two pictures
        finally
        {
            await leaving.CancelAsync();
            await listening;
            await AnswerCloseAsync();
        }
    }

    public void Dispose() => _credit.Dispose();

    private async Task SendAsync(CancellationToken ct)
    {
        LivePicture? shown = null;
        while (true)
        {
            if (acknowledges) await _credit.WaitAsync(ct);
            shown = await frames.NextAsync(shown, ct);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(SendLimit);
            await socket.SendAsync(LiveMessage.Encode(shown), WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
        }
    }

    // Reading is the only way to learn of a close; what arrives counts as an acknowledgement, whatever it says.
    private async Task ListenAsync(CancellationTokenSource leaving)
    {
        var ignored = new byte[64];
        try
        {
            while (!leaving.IsCancellationRequested)
            {
                var read = await socket.ReceiveAsync(ignored.AsMemory(), leaving.Token);
                if (read.MessageType == WebSocketMessageType.Close) break;
                if (read.EndOfMessage && acknowledges) Acknowledge();
            }
        }
        catch (OperationCanceledException) { } // expected: the host stops
        catch (WebSocketException) { } // expected: gone without a close
        await leaving.CancelAsync();
    }

    // A browser that said goodbye gets its answer; whoever vanished gets none, and nobody waits for him.
    private async Task AnswerCloseAsync()
    {
        if (socket.State != WebSocketState.CloseReceived) return;
        using var limit = new CancellationTokenSource(SendLimit);
        try { await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token); }
        catch (OperationCanceledException) { } // expected: a link that moves nothing
        catch (WebSocketException) { } // expected: gone meanwhile
    }

    // More answers than pictures are a confused browser's business; the window stays as wide as it is.
    private void Acknowledge()
    {
        if (_credit.CurrentCount < Window) _credit.Release();
    }
}
