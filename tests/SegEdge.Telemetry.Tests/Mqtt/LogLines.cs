using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>What was logged, as text.</summary>
internal sealed class LogLines : ILogger<MqttPublisher>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<string> At(LogLevel least) => [.. _lines.Where(line => line.Level >= least).Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception) + exception));
}
