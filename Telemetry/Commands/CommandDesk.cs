using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Where commands end: each is admitted or refused, run, written into the audit chain, and answered.</summary>
/// <remarks>Receipts are not decisions and come all the time: done ones are not written into the chain. Of refused ones 30 at once and one every two
/// seconds are; the others are counted in the next record, since anybody who reaches the broker can make them. One at a time; not thread-safe.</remarks>
public sealed class CommandDesk(DeviceIdentity identity, CommandGuard guard, AuditTrail? audit, TimeProvider time, ILogger log)
{
    // Receipts of a hub that commits ten times a second, and whatever a person does.
    private readonly CommandRate _taken = new(50, 20, time);
    private readonly CommandRate _told = new(30, 0.5, time);
    private readonly Dictionary<CommandName, CommandHandler> _handlers = [];
    private long _untold;

    /// <summary>Names the one who runs that command; the last one named counts.</summary>
    public void Handle(CommandName name, CommandHandler handler) => _handlers[name] = handler;

    internal CommandHandler? HandlerOf(CommandName name) => _handlers.GetValueOrDefault(name);

    /// <summary>Never throws for what a message says.</summary>
    public async Task<CommandResult> RunAsync(CommandEnvelope envelope, CancellationToken cancellation)
    {
        DeviceCommand? command = null;
        try
        {
            if (!_taken.TryTake()) throw new CommandException(CommandReason.RateLimited, "More than 20 commands a second. Send it again later.");
            command = guard.Admit(envelope);
            if (!_handlers.TryGetValue(command.Name, out var handler))
                throw new CommandException(CommandReason.Unsupported, $"This device does not do '{command.Claims.Cmd}'.");
            // Before it runs: what a decision led to must not be older than the decision.
            if (audit is not null && command.Name != CommandName.Receipt)
                await audit.WriteAsync($"key:{command.KeyId}", AuditAction.CommandAccepted, command.Claims.Cmd, Describe(command)).ConfigureAwait(false);
            var data = await handler(command, cancellation).ConfigureAwait(false);
            CommandLog.Done(log, command.Claims.Cmd, command.KeyId);
            return Result(envelope, command, CommandStatus.Done) with { Data = data };
        }
        catch (CommandException e)
        {
            await RefuseAsync(envelope, command, e).ConfigureAwait(false);
            return Result(envelope, command, e.Reason == CommandReason.Fault ? CommandStatus.Failed : CommandStatus.Refused) with { Reason = e.Reason, Text = Cut(e.Message) };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested) // unexpected: ours, not the sender's
        {
            CommandLog.Fault(log, envelope.Name, e);
            return Result(envelope, command, CommandStatus.Failed) with { Reason = CommandReason.Fault, Text = "The device met a fault of its own; its log says more." };
        }
    }

    private async Task RefuseAsync(CommandEnvelope envelope, DeviceCommand? command, CommandException e)
    {
        if (!_told.TryTake())
        {
            _untold++;
            return;
        }

        var reason = WireNames.NameOf(e.Reason);
        CommandLog.Refused(log, envelope.Name, reason, e.Message);
        if (audit is null) return;
        var others = _untold == 0 ? "" : $" {_untold} others before it are not listed.";
        _untold = 0;
        // A key id is proved only where the command was admitted.
        var actor = command is not null ? $"key:{command.KeyId}" : CommandGuard.ClaimedKey(envelope.Body) is { } claimed ? $"unproved:{claimed}" : "unknown";
        await audit.WriteAsync(actor, AuditAction.CommandRefused, envelope.Name, $"{reason}: {e.Message}{others}").ConfigureAwait(false);
    }

    private CommandResult Result(CommandEnvelope envelope, DeviceCommand? command, CommandStatus status) =>
        new() { BootId = identity.BootId, Cmd = envelope.Name, Jti = command?.Claims.Jti, Status = status };

    private static string Describe(DeviceCommand command) => $"jti {command.Claims.Jti}, ctr {command.Claims.Ctr}, args {command.Claims.Args?.GetRawText() ?? "none"}";

    private static string Cut(string text) => text.Length <= 1000 ? text : text[..997] + "...";
}
