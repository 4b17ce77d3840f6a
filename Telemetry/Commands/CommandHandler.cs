using System.Text.Json.Nodes;

namespace SegEdge.Telemetry;

/// <summary>Runs one command.</summary>
/// <returns>What there is to tell; null when it is done and that is all.</returns>
/// <exception cref="CommandException">It was not run, or did not succeed.</exception>
public delegate ValueTask<JsonObject?> CommandHandler(DeviceCommand command, CancellationToken cancellation);
