using System.Text.RegularExpressions;

namespace SegEdge.Camera.Live;

/// <summary>Makes of a child's end and its last words what a person needs to know: what, where, found, expected, next step.</summary>
internal static partial class FaultReading
{
    // The first that matches counts: what FFmpeg and GStreamer print for it, and for V4L2 the system.
    private static readonly Known[] Table =
    [
        new(StreamFaultKind.Unauthorized, Unauthorized(), "the camera refused the user name or password",
            "Expected rtsp://USER:PASSWORD@HOST/PATH as set in the camera, with characters such as @ : / percent-encoded. Correct Camera:Source"),
        new(StreamFaultKind.NoSuchStream, NoSuchStream(), "the camera answers, and has no such stream",
            "Expected the path from its manual or its ONVIF page. Correct the path in Camera:Source"),
        new(StreamFaultKind.Unreachable, NoListener(), "nothing listens at that address",
            "Expected a camera with RTSP on, port 554 unless the URL names another. Check address, port and that the camera has started"),
        new(StreamFaultKind.Unreachable, NoHost(), "the host cannot be reached",
            "Check cable and power of the camera, the name or address in Camera:Source, and 'ping HOST' from here"),
        new(StreamFaultKind.Refused, Denied(), "the device may not be opened",
            "Expected read and write access. Add the service's user to the group that 'ls -l /dev/video*' shows (usually 'video')"),
        new(StreamFaultKind.Refused, Busy(), "another program holds the camera",
            "'fuser -v /dev/video*' names it. Stop it; one program can read a camera at a time"),
        new(StreamFaultKind.Program, NoElement(), "GStreamer lacks an element",
            "Expected the plugins of JetPack (nv...) or of gstreamer1.0-plugins-good, -bad and -libav. Install them, or set Camera:Decoder"),
        new(StreamFaultKind.Program, UnknownOption(), "the program does not know an option",
            "Expected FFmpeg 4.4 or later with RTSP and V4L2. 'ffmpeg -version' shows the one that is installed"),
        new(StreamFaultKind.Unreachable, NoDevice(), "there is no such camera",
            "'segedge cameras' lists those that the system knows. Plug it in again, or correct Camera:Source"),
        new(StreamFaultKind.Garbage, NoVideo(), "what came is no video that can be decoded",
            "Expected H.264, H.265 or MJPEG. Check the codec in the camera's settings, and the network between"),
    ];

    /// <param name="exitCode">Null for a child that was still running.</param>
    /// <param name="partBytes">How much of a picture had come when it ended.</param>
    public static StreamFault Ended(ChildCommand command, int? exitCode, IReadOnlyList<string> said, int partBytes)
    {
        if (partBytes > 0)
            return new(StreamFaultKind.Garbage, $"{command.Where}: the stream ended in the middle of a picture: found {partBytes:N0} bytes, expected {command.PictureBytes:N0} " +
                $"({command.Size}, BGR). {Tried}{LastLine(said)}", said);
        var (known, line) = Find(said);
        if (known is not null) return new(known.Kind, $"{command.Where}: {known.Found} ({line}). {known.Next}. {Tried}", said);
        return exitCode is null or 0
            ? new(StreamFaultKind.Ended, $"{command.Where}: the camera ended the stream. Expected one without end. {Tried}{LastLine(said)}", said)
            : new(StreamFaultKind.Other, $"{command.Where}: {Path.GetFileName(command.Program)} ended with exit code {exitCode}. {Tried}{LastLine(said)}", said);
    }

    public static StreamFault Stalled(ChildCommand command, TimeSpan silence, IReadOnlyList<string> said, int partBytes, bool hadPictures) =>
        new(StreamFaultKind.Stalled, $"{command.Where}: no {(hadPictures ? "further " : "")}picture within {silence.TotalSeconds:0.#} s, found {partBytes:N0} of {command.PictureBytes:N0} bytes of one. " +
            $"Check the camera and the network; a camera slower than that needs a longer Camera:Reconnect:StallAfter. {Tried}{LastLine(said)}", said);

    public static StreamFault NotStarted(ChildCommand command, Exception e) =>
        new(StreamFaultKind.Program, $"{command.Where}: '{command.Program}' cannot be started: {e.Message}. Install it again. {Tried}", []);

    /// <summary>What FFmpeg says of the camera's own pictures, e.g. "1280x720, 25 fps"; null where it says nothing.</summary>
    public static string? WhatCame(IReadOnlyList<string> said) =>
        said.Select(line => Input().Match(line)).FirstOrDefault(m => m.Success) is not { } found ? null
            : found.Groups["rate"].Success ? $"{found.Groups["size"].Value}, {found.Groups["rate"].Value} fps" : found.Groups["size"].Value;

    private const string Tried = "It is tried again.";

    // Its last line is what a program gives up with; the known reason may stand a few lines before.
    private static (Known? Known, string Line) Find(IReadOnlyList<string> said)
    {
        foreach (var known in Table)
            if (said.LastOrDefault(known.Words.IsMatch) is { } line) return (known, line);
        return (null, "");
    }

    // FFmpeg always says that one of our options has a newer name.
    private static string LastLine(IReadOnlyList<string> said) =>
        said.LastOrDefault(line => !line.Contains("is deprecated", StringComparison.Ordinal)) is { } last ? $" The camera program's last line: '{last}'." : "";

    private sealed record Known(StreamFaultKind Kind, Regex Words, string Found, string Next);

    [GeneratedRegex(@"\b401\b|Unauthorized|authorization failed|403 Forbidden", RegexOptions.IgnoreCase)]
    private static partial Regex Unauthorized();

    [GeneratedRegex(@"\b404\b|Stream Not Found|454 Session", RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchStream();

    [GeneratedRegex("Connection refused|Failed to connect|Could not connect", RegexOptions.IgnoreCase)]
    private static partial Regex NoListener();

    [GeneratedRegex("No route to host|Network is unreachable|Host is down|Name or service not known|name resolution|Failed to resolve|Connection timed out|Could not resolve|Operation timed out", RegexOptions.IgnoreCase)]
    private static partial Regex NoHost();

    [GeneratedRegex("Permission denied|Operation not permitted", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex("Device or resource busy|is busy", RegexOptions.IgnoreCase)]
    private static partial Regex Busy();

    [GeneratedRegex("no element|No such element|missing plugin|plug-?in is missing", RegexOptions.IgnoreCase)]
    private static partial Regex NoElement();

    [GeneratedRegex("Unrecognized option|Option .* not found|Unknown input format|Protocol not found", RegexOptions.IgnoreCase)]
    private static partial Regex UnknownOption();

    [GeneratedRegex("No such file or directory|No such device|No cameras available|Cannot find a supported input", RegexOptions.IgnoreCase)]
    private static partial Regex NoDevice();

    [GeneratedRegex("Invalid data found|does not contain any stream|matches no streams|Could not find codec parameters|Could not (decode|determine type)|Parse error|not-negotiated", RegexOptions.IgnoreCase)]
    private static partial Regex NoVideo();

    [GeneratedRegex(@"Stream #0:\d+.*Video:.*?[ ,](?<size>\d{2,5}x\d{2,5})\b(.*?[ ,](?<rate>[\d.]+) fps)?")]
    private static partial Regex Input();
}
