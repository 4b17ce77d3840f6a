using System.Text.Json.Nodes;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The commands that are about what waits on the device: receipt, resend, pause, resume, erase.</summary>
/// <param name="eraseElsewhere">Deletes what lies of an event outside of the outbox; true where its clip was among it.</param>
public sealed class OutboxCommands(IOutbox outbox, CommandState state, AuditTrail? audit, Func<string, bool>? eraseElsewhere = null)
{
    // A receipt or a resend names many records in one go, and must stay quick.
    private const int MostRanges = 256, MostBlobs = 64;

    /// <summary>Puts a pause of an earlier start into force, then takes commands.</summary>
    public async Task AttachAsync(CommandDesk desk)
    {
        await outbox.PauseAsync(Last(state.Paused)).ConfigureAwait(false);
        desk.Handle(CommandName.Receipt, ReceiptAsync);
        desk.Handle(CommandName.Resend, ResendAsync);
        desk.Handle(CommandName.Pause, PauseAsync);
        desk.Handle(CommandName.Resume, ResumeAsync);
        desk.Handle(CommandName.Erase, EraseAsync);
    }

    private async ValueTask<JsonObject?> ReceiptAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var receipt = command.Arguments(TelemetryJson.Default.ArchiveReceipt);
        foreach (var stream in ResendOutcome.Streams) CheckRanges(receipt.Of(stream), stream);
        if (receipt.Blobs is { Count: > MostBlobs } blobs)
            throw new CommandException(CommandReason.BadArguments, $"'blobs' names {blobs.Count} hashes, expected at most {MostBlobs}. Send several receipts.");
        return new() { ["forgotten"] = await outbox.AcknowledgeAsync(receipt, cancellation).ConfigureAwait(false) };
    }

    private async ValueTask<JsonObject?> ResendAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var wanted = command.Arguments(TelemetryJson.Default.ResendArguments);
        var numbers = ResendOutcome.Streams.Sum(stream => CheckRanges(wanted.Of(stream), stream));
        if (numbers > ResendOutcome.MostNumbers)
            throw new CommandException(CommandReason.BadArguments, $"It asks for {numbers} numbers, expected at most {ResendOutcome.MostNumbers}. Ask in several commands.");
        if (await outbox.ResendAsync(wanted, cancellation).ConfigureAwait(false) is not { } outcome)
            throw new CommandException(CommandReason.Fault, "The outbox cannot be read just now; see the device's log.");
        var gone = new JsonObject();
        foreach (var (stream, ranges) in outcome.Gone)
            gone[WireNames.NameOf(stream) + "s"] = new JsonArray([.. ranges.Select(range => new JsonArray(range.From, range.To))]);
        return new() { ["again"] = outcome.Again, ["gone"] = gone };
    }

    private async ValueTask<JsonObject?> PauseAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var scope = command.Arguments(TelemetryJson.Default.PauseArguments).Scope;
        if (scope == PauseScope.Other) throw new CommandException(CommandReason.BadArguments, "'scope' is not known, expected blobs or reviews.");
        await SetAsync(command, scope, cancellation).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<JsonObject?> ResumeAsync(DeviceCommand command, CancellationToken cancellation)
    {
        await SetAsync(command, null, cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task SetAsync(DeviceCommand command, PauseScope? scope, CancellationToken cancellation)
    {
        if (state.Paused == scope) return;
        var before = Name(state.Paused);
        try { state.Pause(scope); }
        catch (IOException e) { throw new CommandException(CommandReason.Fault, $"It cannot be stored, so a restart would forget it: {e.Message}", e); }
        await outbox.PauseAsync(Last(scope), cancellation).ConfigureAwait(false);
        if (audit is not null)
            await audit.WriteAsync($"key:{command.KeyId}", AuditAction.Mode, "pause", $"{before} -> {Name(scope)}").ConfigureAwait(false);
    }

    private async ValueTask<JsonObject?> EraseAsync(DeviceCommand command, CancellationToken cancellation)
    {
        var eventId = command.Arguments(TelemetryJson.Default.EraseArguments).EventId;
        if (!Topics.IsId(eventId)) throw new CommandException(CommandReason.BadArguments, "'eventId' is no id.");
        if (await outbox.EraseAsync(eventId, cancellation).ConfigureAwait(false) is not { } outcome)
            throw new CommandException(CommandReason.Fault, "The outbox cannot be written just now, and nothing was deleted; see the device's log.");
        var clip = EraseClip(eventId);
        if (audit is not null)
            await audit.WriteAsync($"key:{command.KeyId}", AuditAction.Erased, eventId, $"{outcome.Deleted} records, {outcome.InFlight} were on their way{(clip ? ", and the clip" : "")}").ConfigureAwait(false);
        return new() { ["deleted"] = outcome.Deleted, ["inFlight"] = outcome.InFlight, ["clip"] = clip };
    }

    private bool EraseClip(string eventId)
    {
        try { return eraseElsewhere?.Invoke(eventId) == true; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(CommandReason.Fault, $"The event's records were deleted, its clip cannot be: {e.Message}", e);
        }
    }

    /// <returns>How many numbers they name.</returns>
    private static long CheckRanges(IReadOnlyList<SeqRange> ranges, StreamKind stream)
    {
        var name = WireNames.NameOf(stream);
        if (ranges.Count > MostRanges)
            throw new CommandException(CommandReason.BadArguments, $"There are {ranges.Count} ranges of stream '{name}', expected at most {MostRanges}.");
        var numbers = 0.0;
        foreach (var range in ranges)
        {
            if (range.From < 1 || range.To is not { } to || to < range.From)
                throw new CommandException(CommandReason.BadArguments, $"A range of stream '{name}' is {range}, expected [from, to] with 1 <= from <= to.");
            numbers += (double)to - range.From + 1; // may exceed a long
        }

        return (long)Math.Min(numbers, long.MaxValue / 8.0);
    }

    private static OutboxPriority? Last(PauseScope? scope) => scope switch
    {
        PauseScope.Blobs => OutboxPriority.Review,
        PauseScope.Reviews => OutboxPriority.Alert,
        _ => null,
    };

    private static string Name(PauseScope? scope) => scope is { } paused ? WireNames.NameOf(paused) : "nothing";
}
