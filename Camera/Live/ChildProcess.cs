using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using SegEdge.Camera.Clips;

namespace SegEdge.Camera.Live;

/// <summary>One started program that writes pictures. It leads a process group of its own and dies with this process, however that ends.</summary>
internal sealed class ChildProcess : IDisposable
{
    // RTSP says goodbye (TEARDOWN) within this, so that a camera with few sessions gets its session back.
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1), KillTakes = TimeSpan.FromSeconds(2), LastWords = TimeSpan.FromMilliseconds(500);

    // "$@" hands the arguments on as they are; only this text is read as shell.
    private const string PicturesOn3 = "exec \"$@\" 3>&1 1>&2";

    private readonly Process _process;
    private readonly StderrTail _tail;
    private readonly ManualResetEventSlim _silent = new(); // stderr is at its end
    private readonly AnonymousPipeClientStream _pictures;
    private readonly SafeHandle _pipe;
    private readonly PacketPump? _pump;
    private bool _ended, _disposed;

    private ChildProcess(Process process, StderrTail tail, PacketPump? pump)
    {
        (_process, _tail, _pump) = (process, tail, pump);
        _pump?.Start();
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is { } line) _tail.Add(line);
            else _silent.Set();
        };
        process.BeginErrorReadLine();
        _pictures = (AnonymousPipeClientStream)process.StandardOutput.BaseStream;
        _pipe = _pictures.SafePipeHandle;
    }

    public int Id => _process.Id;

    public IReadOnlyList<string> Said => _tail.Lines;

    /// <summary>What it ended with; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <param name="packets">Gets the encoded packets; null, or a command that writes none: nobody does.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public static ChildProcess Start(ChildCommand command, PacketRing? packets = null) => SpawningThread.Start(() =>
    {
        // Looked for here: the wrappers are there, and their exit code would say less.
        if (!File.Exists(command.Program)) throw new FileNotFoundException("no such file", command.Program);
        var pump = packets is not null && command.PacketsArgument is not null ? new PacketPump(packets) : null;
        if (pump is not null) command = command.WithPacketsOn(pump.ChildsEnd);
        string[] line =
        [
            .. Wrapper("setsid"), .. Wrapper("setpriv", "--pdeathsig", "KILL"),
            .. command.PicturesOn == 3 ? Wrapper("sh", "-c", PicturesOn3, "sh") : [],
            command.Program, .. command.Arguments,
        ];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Messages are read by FaultReading, which knows them in English.
        (start.Environment["LC_ALL"], start.Environment["AV_LOG_FORCE_NOCOLOR"], start.Environment["GST_DEBUG_NO_COLOR"]) = ("C", "1", "1");
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            return new ChildProcess(process, new StderrTail(command.Secrets), pump);
        }
        catch
        {
            pump?.Dispose();
            process.Dispose();
            throw;
        }
    });

    /// <summary>Reads what is there.</summary>
    /// <returns>How many bytes; 0 if none came within <paramref name="patience"/>; -1 at the end.</returns>
    public int Read(Span<byte> into, TimeSpan patience)
    {
        if (!Posix.WaitReadable(_pipe, patience)) return 0;
        return Posix.Read(_pipe, into) is > 0 and var read ? read : -1;
    }

    /// <summary>After its pictures ended: lets it end by itself, since what it says last and its exit code tell why.</summary>
    public void AwaitEnd()
    {
        if (!_process.WaitForExit(Goodbye)) Stop();
        _silent.Wait(LastWords);
    }

    /// <summary>Asks it to end, then kills it, and waits until its last words are read.</summary>
    /// <returns>False for a process that even a kill does not end: it hangs in a driver. It is left behind.</returns>
    public bool Stop()
    {
        if (_ended) return true;
        if (!_process.HasExited)
        {
            // Just started, or without setsid, it leads no group.
            if (!Posix.TrySignalGroup(Id, Posix.SigTerm)) Posix.Signal(Id, Posix.SigTerm);
            _process.WaitForExit(Goodbye);
        }
        // Also after a good end: whoever else is in its group would hold the camera.
        Posix.TrySignalGroup(Id, Posix.SigKill);
        if (!_process.HasExited) _process.Kill();
        _ended = _process.WaitForExit(KillTakes);
        if (_ended) _silent.Wait(LastWords);
        return _ended;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Stop();
        _process.CancelErrorRead();
        _pictures.Dispose();
        _pump?.Dispose();
        _process.Dispose();
    }

    // Wrappers become the program (exec), so that the process id stays. Where one is missing, a closed pipe still ends a child that writes.
    private static string[] Wrapper(string program, params string[] arguments) => Programs.Find(program) is { } path ? [path, .. arguments] : [];
}
