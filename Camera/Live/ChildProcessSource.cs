using System.ComponentModel;
using SegEdge.Camera.Clips;

namespace SegEdge.Camera.Live;

/// <summary>A real camera, read by a program that can be killed, which no native read in this process could be. Whatever the camera does, it is
/// tried again; <see cref="Read"/> returns with a whole picture or, cancelled, not at all.</summary>
/// <remarks>A picture's time of capture is when it was read here: the network's and the decoder's share of its age is not in it.</remarks>
public sealed class ChildProcessSource : IFrameSource, ILiveLink, IPacketSource
{
    // How late a cancellation or a stall is noticed while nothing comes; a picture wakes the reader at once.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly ChildCommand _command;
    private readonly ReconnectOptions _options;
    private readonly TimeProvider _time;
    private readonly ReconnectMachine _machine;
    private ChildProcess? _child;
    private TimeSpan _wait;

    internal ChildProcessSource(ChildCommand command, ReconnectOptions options, TimeProvider time, Random? random = null, PacketRing? packets = null)
    {
        (_command, _options, _time) = (command, options, time);
        Packets = command.PacketsArgument is null ? null : packets;
        _machine = new ReconnectMachine(options, time, random ?? Random.Shared);
    }

    public event Action<LinkEvent>? Happened;

    public string Name => _command.Where;

    public SourceKind Kind => SourceKind.Live;

    public PictureSize Size => _command.Size;

    public double? FramesPerSecond => null;

    public long? Length => null;

    public LinkStatus Status => _machine.Status;

    public PacketRing? Packets { get; }

    /// <summary>The child's process id; null between two.</summary>
    internal int? ChildId => _child?.Id;

    /// <param name="packets">Gets what the camera sends, as it sends it, where it sends it encoded; null keeps none.</param>
    /// <returns>Null if <see cref="CameraOptions.Source"/> names no real camera.</returns>
    /// <exception cref="CameraException">It names one that cannot be read as asked. A camera that is away is no such case: it may come.</exception>
    public static ChildProcessSource? TryOpen(CameraOptions options, TimeProvider time, PacketRing? packets = null) =>
        CameraAddress.Parse(options.Source) is { } address
            ? new ChildProcessSource(CameraCommands.For(address, options, packets is not null), options.Reconnect, time, packets: packets)
            : null;

    /// <summary>Whether this is a real camera, which can go away and come back.</summary>
    /// <exception cref="CameraException">The source begins like a real camera and is none.</exception>
    public static bool Reads(CameraOptions options) => CameraAddress.Parse(options.Source) is not null;

    /// <summary>Whether this camera's pictures come encoded, so that there are packets to keep.</summary>
    /// <exception cref="CameraException">The source begins like a real camera and is none.</exception>
    public static bool SendsPackets(CameraOptions options) => CameraAddress.Parse(options.Source)?.Kind == CameraAddressKind.Rtsp;

    public ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        frame.Resize(Size);
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var fault = _child is null ? TryConnect(stopping) : null;
            fault ??= TryRead(frame.Pixels, stopping);
            if (fault is null) return ReadOutcome.Picture;
            GiveUp(fault);
        }
    }

    public void Dispose() => EndChild();

    /// <returns>Null if the child runs.</returns>
    private StreamFault? TryConnect(CancellationToken stopping)
    {
        if (_wait > TimeSpan.Zero) Task.Delay(_wait, _time, stopping).GetAwaiter().GetResult();
        _machine.Connecting();
        try
        {
            _child = ChildProcess.Start(_command, Packets);
            return null;
        }
        catch (Exception e) when (e is Win32Exception or IOException) // expected: the program was removed, or the system has no room for it
        {
            return FaultReading.NotStarted(_command, e);
        }
    }

    /// <returns>Null if the picture is whole.</returns>
    private StreamFault? TryRead(Span<byte> picture, CancellationToken stopping)
    {
        var filled = 0;
        _machine.Waiting();
        try
        {
            while (filled < picture.Length)
            {
                stopping.ThrowIfCancellationRequested();
                var read = _child!.Read(picture[filled..], Look);
                if (read < 0) return Ended(filled);
                filled += read;
                // Also while bytes trickle in: it is pictures that count.
                if (filled < picture.Length && _machine.IsSilent) return Stalled(filled);
            }
        }
        catch (OperationCanceledException)
        {
            // What follows in the pipe is the rest of this picture: a later read must not take it for a new one.
            if (filled > 0) EndChild();
            throw;
        }
        catch (IOException)
        {
            return Ended(filled);
        }
        if (_machine.Picture()) Tell(LinkEventKind.Streaming, $"{Name}: streaming {Came()}", []);
        return null;
    }

    private string Came() => FaultReading.WhatCame(_child!.Said) is { } came ? $"{came}; asked for {Size}" : $"{Size}";

    private StreamFault Ended(int filled)
    {
        // It wrote its last words, or is about to.
        var child = _child!;
        child.AwaitEnd();
        return FaultReading.Ended(_command, child.ExitCode, child.Said, filled);
    }

    private StreamFault Stalled(int filled)
    {
        var hadPictures = _machine.Status.State == LinkState.Streaming;
        _machine.Stalled();
        return FaultReading.Stalled(_command, _options.StallAfter, _child!.Said, filled, hadPictures);
    }

    private void GiveUp(StreamFault fault)
    {
        EndChild();
        _wait = _machine.Lost(fault, out var escalates);
        Tell(LinkEventKind.Lost, $"{fault.Message} Next attempt in {_wait.TotalSeconds:0.0} s.", fault.Said);
        if (escalates)
            Tell(LinkEventKind.Escalated, $"{Name}: {_options.Restarts} restarts within {_options.Window.TotalSeconds:0} s did not bring a lasting stream. Somebody should look after the camera; "
                + $"it is tried every {_options.LongestWait.TotalSeconds:0} s. The last reason: {fault.Message}", []);
    }

    private void EndChild()
    {
        if (_child is not { } child) return;
        _child = null;
        if (!child.Stop()) Tell(LinkEventKind.LeftBehind, $"{Name}: process {child.Id} does not end, not even killed: it hangs in a driver. It was left behind; if the camera stays away, restart the machine.", []);
        child.Dispose();
    }

    private void Tell(LinkEventKind kind, string message, IReadOnlyList<string> said) => Happened?.Invoke(new LinkEvent(kind, message, said));
}
