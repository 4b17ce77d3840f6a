using System.Collections.Concurrent;
using System.Device.Gpio;

namespace SegEdge.EndToEnd.Tests.Gpio;

/// <summary>A chip whose lines a test moves and watches.</summary>
internal sealed class ScriptedGpioDriver : GpioDriver
{
    private readonly ConcurrentDictionary<int, PinValue> _levels = [];
    private readonly ConcurrentDictionary<int, PinMode> _modes = [];

    /// <summary>Lines that stay as they are, whatever is written.</summary>
    public ConcurrentDictionary<int, PinValue> Stuck { get; } = [];

    /// <summary>Lines that cannot be read.</summary>
    public ConcurrentDictionary<int, bool> Unreadable { get; } = [];

    /// <summary>Lines that a wire joins to an output: they have its level.</summary>
    public ConcurrentDictionary<int, int> Bridges { get; } = [];

    /// <summary>All that was written, in order: line and level, and for a line that was opened as output its first level.</summary>
    public ConcurrentQueue<(int Line, PinValue Level)> Written { get; } = [];

    public bool IsDisposed { get; private set; }

    protected override int PinCount => 164;

    public PinValue this[int line]
    {
        get => Stuck.TryGetValue(line, out var stuck) ? stuck : Bridges.TryGetValue(line, out var output) ? this[output] : _levels.GetValueOrDefault(line);
        set => _levels[line] = value;
    }

    public PinMode ModeOf(int line) => _modes[line];

    protected override void OpenPin(int pinNumber) { }

    protected override void ClosePin(int pinNumber) { }

    protected override void SetPinMode(int pinNumber, PinMode mode) => _modes[pinNumber] = mode;

    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        _modes[pinNumber] = mode;
        Write(pinNumber, initialValue);
    }

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber) => Unreadable.ContainsKey(pinNumber) ? throw new IOException("remote I/O error") : this[pinNumber];

    protected override void Write(int pinNumber, PinValue value)
    {
        Written.Enqueue((pinNumber, value));
        _levels[pinNumber] = value;
    }

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => throw new NotSupportedException();

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => throw new NotSupportedException();

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
