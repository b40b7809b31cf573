; The Windows installer: for the user who runs it, without an administrator, in Chinese.
; makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DBUILT=folder -DOUT=file installer.nsi
; BUILT holds liaison-desk.exe, liaison.exe, WebView2Loader.dll. WebView2's offline installer, which is
; Microsoft's to hand out, lies beside this script in webview2\ when it is built in, or beside the
; finished installer.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh

!define NAME "代表联络站台账"
!define ID "liaison-desk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define CLASSES "Software\Classes"
!define WEBVIEW2_SETUP "MicrosoftEdgeWebView2RuntimeInstallerX64.exe"
!define WEBVIEW2_ID "{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} 安装程序"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "liaison"
VIAddVersionKey "LegalCopyright" ""

!define MUI_ICON "..\..\icons\icon.ico"
!define MUI_UNICON "..\..\icons\icon.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "welcome.bmp"
!define MUI_WELCOMEPAGE_TITLE "安装 ${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "只装给现在登录这台电脑的人用，不需要管理员密码，不需要联网。$\r$\n$\r$\n装过旧版本的，直接装在上面，记录都还在。安装以前请先关闭程序。$\r$\n$\r$\n按“下一步”继续。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\liaison-desk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开 ${NAME}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只删除程序。站里的记录、台账、备份都不删除，还在下面两个文件夹里；以后再装，接着用。$\r$\n$\r$\n$LOCALAPPDATA\liaison\liaison-desk\data$\r$\n$DOCUMENTS\${NAME}"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; An .exe that runs can't be opened for writing: better to say so than to replace half of it.
!macro CLOSED_FIRST
  ${If} ${FileExists} "$INSTDIR\liaison-desk.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\liaison-desk.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "${NAME} 还开着。$\r$\n$\r$\n什么都没有改。$\r$\n$\r$\n请先关闭程序，再来一次。" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

; $0: the version of WebView2 that is there, for all users or this one; empty when there is none.
Function WebView2
  SetRegView 32
  ReadRegStr $0 HKLM "SOFTWARE\Microsoft\EdgeUpdate\Clients\${WEBVIEW2_ID}" "pv"
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    ReadRegStr $0 HKCU "Software\Microsoft\EdgeUpdate\Clients\${WEBVIEW2_ID}" "pv"
  ${EndIf}
  SetRegView 64
  ${If} $0 == "0.0.0.0"
    StrCpy $0 ""
  ${EndIf}
FunctionEnd

Function .onInit
  SetRegView 64
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} 要用 Windows 10 或更新的系统。$\r$\n$\r$\n什么都没有改。$\r$\n$\r$\n请换一台电脑安装。" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
FunctionEnd

Section "" Main
  !insertmacro CLOSED_FIRST
  SetOutPath "$INSTDIR"
  File "${BUILT}\liaison-desk.exe"
  File "${BUILT}\liaison.exe"
  File "${BUILT}\WebView2Loader.dll"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\liaison-desk.exe"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\liaison-desk.exe"

  WriteRegStr HKCU "${CLASSES}\.rdz" "" "liaison.rdz"
  WriteRegStr HKCU "${CLASSES}\liaison.rdz" "" "联络站交接包"
  WriteRegStr HKCU "${CLASSES}\liaison.rdz\DefaultIcon" "" "$INSTDIR\liaison-desk.exe,0"
  WriteRegStr HKCU "${CLASSES}\liaison.rdz\shell\open\command" "" '"$INSTDIR\liaison-desk.exe" "%1"'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\liaison-desk.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "liaison"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  SectionGetSize ${Main} $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  ${RefreshShellIcons}

  Call WebView2
  ${If} $0 == ""
    !if /FileExists "webview2\MicrosoftEdgeWebView2RuntimeInstallerX64.exe"
      InitPluginsDir
      File "/oname=$PLUGINSDIR\${WEBVIEW2_SETUP}" "webview2\${WEBVIEW2_SETUP}"
      StrCpy $1 "$PLUGINSDIR\${WEBVIEW2_SETUP}"
    !else
      StrCpy $1 "$EXEDIR\${WEBVIEW2_SETUP}"
    !endif
    ${If} ${FileExists} "$1"
      DetailPrint "正在安装 Microsoft Edge WebView2，要几分钟……"
      ExecWait '"$1" /silent /install' $2
      DetailPrint "Microsoft Edge WebView2 安装程序的结果：$2"
      Call WebView2
    ${EndIf}
    ${If} $0 == ""
      SetErrorLevel 5
      MessageBox MB_OK|MB_ICONEXCLAMATION "程序已经装好，但这台电脑没有 Microsoft Edge WebView2，窗口还打不开。$\r$\n$\r$\n请把 ${WEBVIEW2_SETUP} 和本安装程序放在同一个文件夹里，再装一次；或者直接双击它装好。装它不用联网，也不用管理员。" /SD IDOK
    ${EndIf}
  ${EndIf}
SectionEnd

Function un.onInit
  SetRegView 64
FunctionEnd

Section "Uninstall"
  !insertmacro CLOSED_FIRST
  Delete "$INSTDIR\liaison-desk.exe"
  Delete "$INSTDIR\liaison.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\uninstall.exe"
  ; Not what else may lie there.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\.rdz" ""
  ${If} $0 == "liaison.rdz"
    DeleteRegKey HKCU "${CLASSES}\.rdz"
  ${EndIf}
  DeleteRegKey HKCU "${CLASSES}\liaison.rdz"
  DeleteRegKey HKCU "${UNINSTALL}"
  ${un.RefreshShellIcons}
  MessageBox MB_OK|MB_ICONINFORMATION "程序已经删除。记录、台账、备份都没有删除，还在：$\r$\n$\r$\n$LOCALAPPDATA\liaison\liaison-desk\data$\r$\n$DOCUMENTS\${NAME}" /SD IDOK
SectionEnd
