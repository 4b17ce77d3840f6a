using System.Threading.Channels;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Control;

/// <summary>Takes records for the audit chain from threads that must not wait for a disk.</summary>
internal sealed class AuditQueue(AuditTrail trail)
{
    // A line that chatters gives some records a second; what does not fit is told with the next that does.
    private const int MostWaiting = 256;

    private readonly Channel<(AuditAction Action, string Subject, string? Detail)> _waiting =
        Channel.CreateBounded<(AuditAction, string, string?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private int _left;

    public void Write(AuditAction action, string subject, string? detail = null)
    {
        if (!_waiting.Writer.TryWrite((action, subject, detail))) Interlocked.Increment(ref _left);
    }

    /// <summary>Until <see cref="Complete"/>, and then what still waits.</summary>
    public async Task RunAsync()
    {
        await foreach (var (action, subject, detail) in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var left = Interlocked.Exchange(ref _left, 0);
            await trail.WriteAsync("device", action, subject, left == 0 ? detail : $"{detail} (after {left} records that found no room)").ConfigureAwait(false);
        }
    }

    public void Complete() => _waiting.Writer.TryComplete();
}
