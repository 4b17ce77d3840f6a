using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using SegEdge.Camera;
using Xunit;

namespace SegEdge.Testing;

/// <summary>A real RTSP server (GStreamer's) in a process of its own on 127.0.0.1, which shows a clip over and over and stamps each picture with
/// the time at which it was made (<see cref="PictureStamp"/>).</summary>
public sealed partial class RtspServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int SigStop = 19, SigCont = 18;

    private static readonly Lazy<string?> Absence = new(WhyAbsent);

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();
    private readonly string? _login;
    private PictureSize _size;
    private Process? _process;
    private TaskCompletionSource _ready = new();

    private RtspServer(PictureSize size, int fps, string? login) => (_size, FramesPerSecond, _login, Port) = (size, fps, login, FreePort.Find());

    public int Port { get; }

    public int FramesPerSecond { get; }

    public TimeSpan FramePeriod => TimeSpan.FromSeconds(1.0 / FramesPerSecond);

    public string Url => UrlAt(Port, _login);

    /// <summary>What the server wrote; for the message of a failing test.</summary>
    public string Log
    {
        get { lock (_log) return _log.ToString(); }
    }

    /// <summary>Skips the running test, with the reason, where GStreamer's server is not installed.</summary>
    /// <param name="login">USER:PASSWORD that it asks for; null asks nobody.</param>
    public static async Task<RtspServer> StartAsync(PictureSize size, int fps = 15, string? login = null)
    {
        if (Absence.Value is { } why) Assert.Skip(why);
        var server = new RtspServer(size, fps, login);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The same stream by way of a proxy, or with another login.</summary>
    public static string UrlAt(int port, string? login = null) => $"rtsp://{(login is null ? "" : $"{login}@")}127.0.0.1:{port}/clip";

    /// <summary>After a kill: on the same port. Returns once it listens.</summary>
    public async Task StartAgainAsync()
    {
        _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] login = _login is null ? [] : [_login];
        var start = new ProcessStartInfo(Python,
            [Repository.Path("tests/SegEdge.Testing/Rtsp/server.py"), $"{Port}", $"{FramesPerSecond}", $"{_size}", Clip(_size), .. login])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = _process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await _ready.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(Accepts, $"an RTSP server on port {Port}");
    }

    /// <summary>kill -9: nothing is said to clients.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>It stands still; connections stay open.</summary>
    public void Freeze() => Assert.Equal(0, Kill(_process!.Id, SigStop));

    public void Thaw() => Assert.Equal(0, Kill(_process!.Id, SigCont));

    /// <summary>Goes on with pictures of another size, in the middle of the stream.</summary>
    public async Task ResizeAsync(PictureSize size)
    {
        _size = size;
        await _process!.StandardInput.WriteLineAsync($"{size} {Clip(size)}");
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    private string Clip(PictureSize size)
    {
        var path = _folder.File($"{size}.i420");
        if (!File.Exists(path)) StampedClip.Write(path, size);
        return path;
    }

    private bool Accepts()
    {
        try
        {
            using var probe = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false; // expected: not listening yet
        }
    }

    private void Note(string? line)
    {
        if (line == "ready") _ready.TrySetResult();
        else if (line is null) _ready.TrySetException(new InvalidOperationException($"The RTSP server ended:\n{Log}"));
        lock (_log) _log.AppendLine(line);
    }

    private static string? WhyAbsent()
    {
        const string Needed = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import Gst, GstRtspServer; Gst.init(None); "
            + "print([e for e in ('x264enc', 'h264parse', 'rtph264pay') if not Gst.ElementFactory.find(e)])";
        if (!File.Exists(Python)) return $"{Python} is not on this machine.";
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", Needed]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEnd().Trim(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return output == "[]" ? null
            : $"GStreamer's RTSP server is not on this machine ({output}{errors.Trim()}); install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good, -bad and -ugly.";
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
