namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>Finds marked scalars line by line, in files that are not YAML (templates).</summary>
internal static class MarkerLines
{
    public static FileTargets Locate(FileTargets file, byte[] data) => data.Length == 0 ? file : file;
}
