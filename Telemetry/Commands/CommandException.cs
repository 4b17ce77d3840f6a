using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A command that is not run, or that did not succeed; the message goes to who sent it.</summary>
public sealed class CommandException(CommandReason reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public CommandReason Reason => reason;
}
