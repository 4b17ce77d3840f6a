using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegEdge.EdgeHost.Swap;

/// <summary>The files between an operator and a running device: a request, its answer, and which model is current. Each is whole or not there, since it is
/// renamed into place. The folder's permissions say who may ask.</summary>
internal sealed class SwapFiles(string folder)
{
    private string RequestPath => Path.Combine(folder, "request.json");

    private string PointerPath => Path.Combine(folder, "current.json");

    public string Folder => folder;

    public void Prepare()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Whether a device looks into the folder: it holds a lock, which the system takes from it however it ends.</summary>
    public bool IsServed
    {
        get
        {
            using var free = TryLock();
            return free is null;
        }
    }

    /// <summary>For the device; kept until it is disposed.</summary>
    /// <returns>Null where another process holds it.</returns>
    public FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(folder, "device.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) // expected: held
        {
            return null;
        }
    }

    public void Ask(SwapRequest request) => Write(RequestPath, request, SwapJson.Default.SwapRequest);

    /// <returns>True if nobody had taken the request.</returns>
    public bool Withdraw(SwapRequest request)
    {
        if (Read(RequestPath, SwapJson.Default.SwapRequest)?.Id != request.Id) return false;
        File.Delete(RequestPath);
        return true;
    }

    /// <summary>The request, which is then gone; null where there is none.</summary>
    public SwapRequest? Take()
    {
        if (!File.Exists(RequestPath)) return null;
        var request = Read(RequestPath, SwapJson.Default.SwapRequest);
        File.Delete(RequestPath);
        return request;
    }

    public void Answer(SwapAnswer answer) => Write(AnswerPath(answer.Id), answer, SwapJson.Default.SwapAnswer);

    /// <summary>The answer, which is then gone; null as long as there is none.</summary>
    public SwapAnswer? TakeAnswer(SwapRequest request)
    {
        var answer = Read(AnswerPath(request.Id), SwapJson.Default.SwapAnswer);
        if (answer is not null) File.Delete(AnswerPath(request.Id));
        return answer;
    }

    /// <summary>Null where the configured model is current, or the file cannot be read.</summary>
    public ModelPointer? Current(string configured) =>
        Read(PointerPath, SwapJson.Default.ModelPointer) is { } pointer && pointer.Configured == configured ? pointer : null;

    /// <summary>From here on a start takes this model. One rename: a device that dies in the middle starts with the old one or the new one.</summary>
    public void Point(ModelPointer pointer) => Write(PointerPath, pointer, SwapJson.Default.ModelPointer);

    // An id comes out of a file; it must not lead out of the folder.
    private string AnswerPath(string id) => Path.Combine(folder, $"answer-{string.Concat(id.Where(char.IsAsciiLetterOrDigit).Take(32))}.json");

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        Pipeline.DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
